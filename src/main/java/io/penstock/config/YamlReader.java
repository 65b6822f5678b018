package io.penstock.config;

import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML into a tree that knows its lines. It makes no objects: tags are refused, and single values keep their text
 * until the setting says what type they have. What a hostile file can cost is bounded by the constants below.
 */
final class YamlReader {
    static final int MOST_BYTES = 1 << 20;
    static final int MOST_NODES = 50_000;
    static final int MOST_DEPTH = 32;
    private static final int MOST_ALIASES = 100;

    private static final Tag IMPLICIT = new Tag("tag:penstock.io,2026:implicit");
    private static final Pattern NOTHING = Pattern.compile("~|null|Null|NULL|");
    private static final Pattern FLAG = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
            + "|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private final String name;
    private final Problems problems;
    private int nodes;

    private YamlReader(String name, Problems problems) {
        this.name = name;
        this.problems = problems;
    }

    /**
     * Reads a document.
     *
     * @param name the file, as problems name it
     * @return its mapping, empty for an empty file; nothing where the text as a whole is of no use, which is then a problem
     */
    static Optional<Written.Section> read(String name, byte[] bytes, Problems problems) {
        return new YamlReader(name, problems).read(bytes);
    }

    private Optional<Written.Section> read(byte[] bytes) {
        try {
            return Optional.of(document(compose(TextFile.text(bytes))));
        } catch (CharacterCodingException e) {
            problems.add(Origin.file(name, 0), "", "bytes that are no text", "UTF-8");
        } catch (TooMuch e) {
            problems.add(Origin.file(name, e.line), "", e.found, e.expected);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            problems.add(Origin.file(name, line), "", "broken YAML", "one well-formed YAML document: " + sayable(e));
        } catch (YAMLException e) {
            problems.add(
                    Origin.file(name, 0),
                    "",
                    "broken YAML",
                    "text without control characters, nested at most " + MOST_DEPTH + " deep, with at most "
                            + MOST_ALIASES + " aliases");
        }
        return Optional.empty();
    }

    private static @Nullable Node compose(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MOST_DEPTH);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setCodePointLimit(MOST_BYTES);
        Resolver untyped = new Resolver() {
            @Override
            public Tag resolve(NodeId kind, String value, boolean implicit) {
                return IMPLICIT;
            }
        };
        return new Composer(new ParserImpl(new StreamReader(text), options), untyped, options).getSingleNode();
    }

    private Written.Section document(@Nullable Node root) {
        Written written = root == null ? null : written(root, Origin.file(name, 1), "", 0);
        if (written instanceof Written.Section section) {
            return section;
        }
        if (written != null && !(written instanceof Written.Value value && value.isNothing())) {
            problems.add(written.origin(), "", "no mapping", "settings as 'key: value'");
        }
        return new Written.Section(new LinkedHashMap<>(), Origin.file(name, 1));
    }

    private Written written(Node node, Origin origin, String path, int depth) {
        if (++nodes > MOST_NODES) {
            throw new TooMuch(origin.line(), "more than " + MOST_NODES + " values", "fewer, aliases counted in full");
        }
        if (depth > MOST_DEPTH) {
            throw new TooMuch(
                    origin.line(), "more than " + MOST_DEPTH + " levels", "fewer, and no alias within itself");
        }
        if (!node.getTag().equals(IMPLICIT)) {
            problems.add(origin, path, "a tag", "none; put a text that starts with ! in quotes");
        }
        if (node instanceof MappingNode mapping) {
            return section(mapping, origin, path, depth);
        } else if (node instanceof SequenceNode sequence) {
            List<Written> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(written(item, at(item), path + "[" + items.size() + "]", depth + 1));
            }
            return new Written.Items(items, origin);
        }
        ScalarNode scalar = (ScalarNode) node;
        return new Written.Value(scalar.getValue(), look(scalar), origin);
    }

    private Written.Section section(MappingNode mapping, Origin origin, String path, int depth) {
        Map<String, Written> entries = new LinkedHashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            Origin line = at(entry.getKeyNode());
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                problems.add(line, path, "a key that is no text", "a setting's name");
                continue;
            }
            String below = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            Integer first = lines.putIfAbsent(key.getValue(), line.line());
            if (first != null) {
                String shown = path.isEmpty() ? Masking.key(key.getValue()) : path + "." + Masking.key(key.getValue());
                problems.add(line, shown, "a second value", "one; the first is in line " + first);
                continue;
            }
            // The key's line, not the value's: it is where a person looks for a setting.
            entries.put(key.getValue(), written(entry.getValueNode(), line, below, depth + 1));
        }
        return new Written.Section(entries, origin);
    }

    private Origin at(Node node) {
        return Origin.file(name, node.getStartMark().getLine() + 1);
    }

    private static Written.Look look(ScalarNode scalar) {
        if (!scalar.isPlain()) {
            return Written.Look.TEXT;
        }
        String text = scalar.getValue();
        if (NOTHING.matcher(text).matches()) {
            return Written.Look.NOTHING;
        } else if (FLAG.matcher(text).matches()) {
            return Written.Look.FLAG;
        }
        return NUMBER.matcher(text).matches() ? Written.Look.NUMBER : Written.Look.TEXT;
    }

    /** The parser's complaint where it repeats none of the text: a password that starts with a sign of YAML is a secret too. */
    private static String sayable(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("alias")) {
            return "an alias needs its anchor before it, and a text that starts with * needs quotes";
        } else if (problem.contains("tag") || problem.contains("Tag")) {
            return "tags are refused, and a text that starts with ! needs quotes";
        }
        return problem.replaceAll("\\p{Cntrl}", "?");
    }

    /** The text is well-formed but costs more than any configuration should. */
    private static final class TooMuch extends RuntimeException {
        private final int line;
        private final String found;
        private final String expected;

        TooMuch(int line, String found, String expected) {
            super(found);
            this.line = line;
            this.found = found;
            this.expected = expected;
        }
    }
}
