package io.penstock.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code penstock token}: what can be done with the tokens of a running gateway. */
@Command(
        name = "token",
        description =
                "Look at the credentials of a running gateway, and refresh their tokens; asks its management port.",
        footer = "%nNo command shows a token.")
final class TokenCommand {

    private TokenCommand() {}

    /** The command with the ones below it. */
    static CommandLine of(Terminal terminal) {
        return new CommandLine(new TokenCommand())
                .addSubcommand("list", new TokenListCommand(terminal))
                .addSubcommand("refresh", new TokenRefreshCommand(terminal));
    }
}
