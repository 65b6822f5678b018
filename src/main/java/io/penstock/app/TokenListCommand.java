package io.penstock.app;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code penstock token list}. */
@Command(
        name = "list",
        description =
                "Show every credential of a running gateway: its state, when its token ends and when the next comes.",
        footer = "%nExit code: 0 done, 1 if the gateway cannot be asked, 2 if options are wrong.")
final class TokenListCommand implements Runnable {

    private static final List<String> HEAD =
            List.of("NAME", "TYPE", "STATE", "EXPIRES IN", "REFRESHED", "NEXT IN", "FAILURES", "CLOCK");

    private final Terminal terminal;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Option(names = "--json", description = "Print what the management port answers.")
    private boolean json;

    TokenListCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        JsonObject answer = admin.client(terminal).get("/admin/credentials").body();
        if (json) {
            terminal.say(answer.encodePrettily());
            return;
        }
        List<CredentialLine> credentials = answer.getJsonArray("credentials").stream()
                .map(credential -> new CredentialLine((JsonObject) credential))
                .toList();
        if (credentials.isEmpty()) {
            terminal.say("The gateway uses no credentials.");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        credentials.forEach(credential -> rows.add(credential.cells()));
        Columns.align(rows).forEach(terminal::say);
        credentials.forEach(credential -> tell(credential.reason(), credential.name()));
    }

    private void tell(@Nullable String reason, String credential) {
        if (reason != null) {
            terminal.say(credential + ": " + reason);
        }
    }
}
