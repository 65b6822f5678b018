package io.penstock.app;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code penstock token refresh}. */
@Command(
        name = "refresh",
        description = "Have a running gateway fetch a credential's token now, whatever failed before.",
        footer =
                "%nExit code: 0 if a token came, 1 if none came (yet) or the gateway cannot be asked, 2 if options are wrong.")
final class TokenRefreshCommand implements Callable<Integer> {

    private static final int NOT_ENDED = 202;

    private final Terminal terminal;

    @Parameters(paramLabel = "NAME", description = "The credential, as 'penstock token list' names it.")
    private String name = "";

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Option(names = "--json", description = "Print what the management port answers.")
    private boolean json;

    TokenRefreshCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        // In a path a space is %20, and only in a form a plus.
        String segment = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        AdminClient.Answer answer = admin.client(terminal).post("/admin/credentials/" + segment + "/refresh");
        boolean ended = answer.status() != NOT_ENDED;
        terminal.say(json ? answer.body().encodePrettily() : told(answer.body(), ended));
        return ended ? 0 : 1;
    }

    private static String told(JsonObject body, boolean ended) {
        CredentialLine credential = new CredentialLine(body);
        return ended
                ? credential.name() + ": refreshed, expires in " + credential.expiresIn()
                : credential.name() + ": still being refreshed; 'penstock token list' shows what came of it";
    }
}
