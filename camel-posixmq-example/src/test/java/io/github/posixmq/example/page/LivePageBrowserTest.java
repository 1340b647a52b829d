package io.github.posixmq.example.page;

import static io.github.posixmq.example.page.Browser.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.example.page.Browser.Look;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

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
            await().untilAsserted(
                            () -> assertThat(cell(fixture, "Out ≥, per s")).matches("0\\.[1-9]|1"));
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
            await().untilAsserted(() -> assertThat(browser.text("#error")).contains("The bridge does not answer"));
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
    void routeIsStoppedAndStartedWithTheToken() throws Exception {
        try (PageFixture fixture = PageFixture.start("--page-port=0", "--allow-control")) {
            open(fixture);
            var token = browser.driver().findElement(By.id("token"));
            token.sendKeys("wrong");
            click("suspend");
            await().untilAsserted(() -> assertThat(browser.text("#done")).startsWith("The token is missing or wrong."));
            token.clear();
            token.sendKeys(fixture.token());
            click("stop");
            browser.driver().switchTo().alert().accept();
            await().untilAsserted(
                            () -> assertThat(browser.text("#routes .state")).isEqualTo("Stopped"));
            assertThat(fixture.context()
                            .getRouteController()
                            .getRouteStatus(PageFixture.ROUTE)
                            .isStopped())
                    .isTrue();
            browser.keep("control");
            await().until(() -> !browser.driver()
                    .findElements(By.cssSelector("[aria-label^=Start]"))
                    .isEmpty());
            click("start");
            await().untilAsserted(
                            () -> assertThat(browser.text("#routes .state")).isEqualTo("Started"));
        }
    }

    private static void click(String action) {
        String label = Character.toUpperCase(action.charAt(0)) + action.substring(1) + " route " + PageFixture.ROUTE;
        browser.driver()
                .findElement(By.cssSelector("[aria-label='" + label + "']"))
                .click();
    }
}
