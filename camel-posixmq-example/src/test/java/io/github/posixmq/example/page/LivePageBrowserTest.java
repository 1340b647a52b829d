package io.github.posixmq.example.page;

import static io.github.posixmq.example.page.Browser.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.example.page.Browser.Look;
import java.io.IOException;
import java.util.Objects;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Alert;
import org.openqa.selenium.By;
import org.openqa.selenium.NoAlertPresentException;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;

/** The live page as a person sees it, in a real browser. */
class LivePageBrowserTest {
    private static final Look DESK = new Look(1200, 800, "light");

    private static Browser browser;

    @BeforeAll
    static void startBrowser() throws IOException {
        browser = Browser.start();
    }

    @AfterAll
    static void stopBrowser() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void lookFromADesk() {
        browser.look(DESK);
    }

    private static void open(PageFixture fixture) {
        browser.driver().get(fixture.url());
        await().untilAsserted(() -> assertThat(row(fixture)).contains("0 of 10", "64 B each"));
    }

    /** The row of the test's own queue; other people's are shown as well. */
    private static String row(PageFixture fixture) {
        return (String) browser.run(
                "return [...document.querySelectorAll('#queues tbody tr')].map(row => row.innerText)"
                        + ".find(text => text.startsWith(arguments[0] + '\\n')) ?? ''",
                fixture.queue());
    }

    private static String cell(PageFixture fixture, String label) {
        return (String) browser.run(
                "return [...document.querySelectorAll('#queues tbody tr')]"
                        + ".find(row => row.innerText.startsWith(arguments[0] + '\\n'))"
                        + "?.querySelector(`[data-label='${arguments[1]}']`)?.innerText ?? ''",
                fixture.queue(),
                label);
    }

    @Test
    void valuesFollowTheTraffic() throws Exception {
        try (PageFixture fixture = PageFixture.start("--page-port=0")) {
            open(fixture);
            assertThat(browser.text("#routes")).contains(PageFixture.ROUTE, "Started");
            assertThat(browser.text("#limits")).contains("queues_max", "RLIMIT_MSGQUEUE", "at least");
            assertThat(browser.run("return document.querySelectorAll('.chart canvas').length > 0"))
                    .isEqualTo(true);

            fixture.send(8);
            await().untilAsserted(() -> assertThat(cell(fixture, "Depth")).startsWith("7 of 10"));
            await().untilAsserted(() -> assertThat(cell(fixture, "Held")).isEqualTo("1"));
            fixture.letThrough(4);
            await().untilAsserted(() -> assertThat(cell(fixture, "Depth")).startsWith("3 of 10"));
            await().untilAsserted(() -> {
                fixture.letThrough(1);
                fixture.send(1);
                assertThat(cell(fixture, "Out ≥, per s")).matches("0\\.[1-9]|[1-9].*");
            });
            browser.keep("light");
            browser.look(new Look(1200, 800, "dark"));
            assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(18, 22, 28)");
            browser.keep("dark");
            browser.look(new Look(360, 740, "light"));
            assertThat(browser.run("return innerWidth")).isEqualTo(360L);
            assertThat(browser.run("const all = document.documentElement; return all.scrollWidth - all.clientWidth"))
                    .isEqualTo(0L);
            browser.keep("narrow");
        }
    }

    @Test
    void pageSaysSoWhenTheBridgeIsGone() throws Exception {
        try (PageFixture fixture = PageFixture.start("--page-port=0")) {
            open(fixture);
            fixture.closePage();
            await().untilAsserted(() ->
                    assertThat(browser.text("#error")).contains("The bridge does not answer; what is shown is of "));
            assertThat(browser.text("#uptime")).isEqualTo("no answer");
            browser.keep("gone");
        }
    }

    @Test
    void withoutPermissionNothingCanBeControlled() throws Exception {
        try (PageFixture fixture = PageFixture.start("--page-port=0")) {
            open(fixture);
            assertThat(browser.driver().findElements(By.cssSelector("#routes button")))
                    .isEmpty();
            assertThat(browser.driver().findElement(By.id("token")).isDisplayed())
                    .isFalse();
        }
    }

    @Test
    void reloadKeepsTheHistory() throws Exception {
        try (PageFixture fixture = PageFixture.start("--page-port=0")) {
            open(fixture);
            assertThat(isDrawnHigh(fixture)).isFalse();
            fixture.send(PageFixture.MAX_MESSAGES);
            await().untilAsserted(() -> assertThat(cell(fixture, "Depth")).startsWith("9 of 10"));
            fixture.letThrough(PageFixture.MAX_MESSAGES);
            await().untilAsserted(() -> assertThat(cell(fixture, "Depth")).startsWith("0 of 10"));
            await().untilAsserted(
                            () -> assertThat(cell(fixture, "Out ≥, per s")).isEqualTo("0"));
            assertThat(isDrawnHigh(fixture)).isTrue();

            open(fixture);
            await().until(() -> isDrawnHigh(fixture));
        }
    }

    /** Whether the chart has something in its upper half. */
    private static boolean isDrawnHigh(PageFixture fixture) {
        return (Boolean) browser.run(
                "const canvas = [...document.querySelectorAll('#queues tbody tr')]"
                        + ".find(row => row.innerText.startsWith(arguments[0] + '\\n'))?.querySelector('canvas');"
                        + "return !!canvas && canvas.getContext('2d')"
                        + ".getImageData(0, 0, canvas.width, canvas.height / 2).data"
                        + ".some((value, i) => i % 4 === 3 && value > 0)",
                fixture.queue());
    }

    @Test
    void queueThatIsUnlinkedSaysSoInItsRow() throws Exception {
        try (PageFixture fixture = PageFixture.start("--page-port=0")) {
            open(fixture);
            fixture.context().getRouteController().stopRoute(PageFixture.ROUTE);
            MessageQueue.unlink(fixture.queue());
            await().untilAsserted(
                            () -> assertThat(row(fixture)).contains("(ENOENT)").doesNotContain("of 10"));
        }
    }

    @Test
    void routeIsControlledWithTheToken() throws Exception {
        try (PageFixture fixture = PageFixture.start("--page-port=0", "--allow-control")) {
            open(fixture);
            var token = browser.driver().findElement(By.id("token"));
            token.sendKeys("wrong");
            click("suspend");
            await().untilAsserted(() -> assertThat(browser.text("#done")).startsWith("The token is missing or wrong."));
            token.clear();
            token.sendKeys(fixture.token());

            click("stop");
            confirmation().dismiss();
            assertThat(browser.text("#done")).startsWith("The token is missing or wrong.");
            click("suspend");
            awaitState(fixture, ServiceStatus.Suspended);
            click("resume");
            awaitState(fixture, ServiceStatus.Started);
            click("stop");
            confirmation().accept();
            awaitState(fixture, ServiceStatus.Stopped);
            browser.keep("control");
            click("start");
            awaitState(fixture, ServiceStatus.Started);
        }
    }

    private static Alert confirmation() {
        return await().ignoreException(NoAlertPresentException.class)
                .until(() -> browser.driver().switchTo().alert(), Objects::nonNull);
    }

    private static void awaitState(PageFixture fixture, ServiceStatus state) {
        await().untilAsserted(() -> assertThat(browser.text("#routes .state")).isEqualTo(state.name()));
        assertThat(fixture.context().getRouteController().getRouteStatus(PageFixture.ROUTE))
                .isEqualTo(state);
    }

    /** Waits for the button, which comes with a state and goes with it. */
    private static void click(String action) {
        String label = Character.toUpperCase(action.charAt(0)) + action.substring(1) + " route " + PageFixture.ROUTE;
        By button = By.cssSelector("[aria-label='" + label + "']");
        await().ignoreExceptionsMatching(
                        e -> e instanceof NoSuchElementException || e instanceof StaleElementReferenceException)
                .untilAsserted(() -> browser.driver().findElement(button).click());
    }
}
