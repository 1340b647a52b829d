package io.github.posixmq;

import java.nio.file.Path;

/**
 * A file beside the journals that can be read neither as a journal nor as a message in quarantine. Nothing touches it;
 * what may be in it is for a person to look at.
 *
 * @param path where it is
 * @param reason a clause that says what is wrong with it
 */
public record UnreadableFile(Path path, String reason) {}
