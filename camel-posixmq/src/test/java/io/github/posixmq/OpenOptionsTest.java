package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenOptionsTest {
    @RegisterExtension
    final TestQueue queue = new TestQueue();

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void capacityBelowOneIsRefused(int messages) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpenOptions.readWrite().maxMessages(messages))
                .withMessageContaining("maxMessages " + messages)
                .withMessageContaining("1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void messageSizeBelowOneIsRefused(int bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpenOptions.readWrite().maxMessageSize(bytes))
                .withMessageContaining("maxMessageSize " + bytes)
                .withMessageContaining("1");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 01000, 04755, Integer.MAX_VALUE})
    void permissionsBeyondNineBitsAreRefused(int mode) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpenOptions.readWrite().permissions(mode))
                .withMessageContaining("0777");
    }

    @Test
    void everyMethodLeavesTheOptionsItWasCalledOnAsTheyWere() throws Exception {
        OpenOptions small = TestQueue.create(2, 16);

        small.maxMessages(3);
        small.maxMessageSize(32);
        small.existing();
        small.exactGeometry();

        MessageQueue opened = queue.open(small);
        assertThat(opened.wasCreated()).isTrue();
        assertThat(opened.maxMessages()).isEqualTo(2);
        assertThat(opened.maxMessageSize()).isEqualTo(16);
    }
}
