package io.penstock.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Secrets that must turn up nowhere, in the clear or in one of the forms that they travel in. */
public final class Canaries {

    /** Characters whose encodings differ from them: what is searched for is certainly encoded. */
    private static final String TAIL = "+/%&=";

    private final Map<String, List<String>> forms = new LinkedHashMap<>();

    /** A secret of its own for the name; the same one each time. */
    public String of(String name) {
        String secret = "cAnArY-" + name + TAIL;
        forms.computeIfAbsent(name, added -> forms(secret));
        return secret;
    }

    /** The secrets that a text has, by name and form; empty where it has none. */
    public List<String> in(String text) {
        List<String> found = new ArrayList<>();
        forms.forEach((name, all) -> all.forEach(form -> {
            if (text.contains(form)) {
                found.add(name + " as " + form);
            }
        }));
        return found;
    }

    private static List<String> forms(String secret) {
        List<String> forms = new ArrayList<>();
        forms.add(secret);
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        forms.add(encoded);
        for (String text : List.of(secret, encoded)) {
            for (int before = 0; before < 3; before++) {
                String form = base64(text, before);
                forms.add(form);
                forms.add(form.replace('+', '-').replace('/', '_'));
            }
        }
        return forms;
    }

    /** What of a text's base64 stays the same whatever stands around it, where so many characters stand before it. */
    private static String base64(String text, int before) {
        byte[] bytes = (".".repeat(before) + text).getBytes(StandardCharsets.US_ASCII);
        String whole = Base64.getEncoder().withoutPadding().encodeToString(bytes);
        int from = before == 0 ? 0 : before + 1;
        return whole.substring(from, bytes.length / 3 * 4);
    }
}
