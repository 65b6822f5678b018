import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Draws the pictures of {@code docs/performance.md} from the JSON of {@code bench-peers.sh}; a picture whose scenarios
 * were not measured is left as it is.
 *
 * <pre>
 * java scripts/bench/Draw.java target/bench-peers/peers.json docs/images
 * </pre>
 */
final class Draw {

    private static final List<String> PROXIES = List.of("penstock", "nginx", "haproxy");

    /** Of one scenario and proxy: the median of the rounds and the span between the lowest and the highest. */
    private record Figure(double median, double min, double max) {}

    private record Bar(String label, Map<String, Figure> figures) {}

    private final Path directory;
    private final Map<String, Map<String, Object>> scenarios = new LinkedHashMap<>();

    private Draw(Map<String, Object> json, Path directory) {
        this.directory = directory;
        for (Object scenario : (List<?>) json.get("scenarios")) {
            Map<String, Object> fields = object(scenario);
            scenarios.put((String) fields.get("name"), fields);
        }
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: java Draw.java peers.json DIRECTORY");
            System.exit(2);
        }
        Path directory = Files.createDirectories(Path.of(args[1]));
        new Draw(object(new Json(Files.readString(Path.of(args[0]))).read()), directory).all();
    }

    private void all() throws IOException {
        String perRequest = "cpuSecondsPer100k";
        bars(
                "peers-cpu.svg",
                "CPU-seconds of the proxy per 100,000 requests",
                perRequest,
                Map.of(
                        "1k-64", "1 KiB, 64 conns",
                        "1k-256", "1 KiB, 256 conns",
                        "64k-64", "64 KiB, 64 conns",
                        "h2-1k", "1 KiB, HTTP/2 in",
                        "tls-1k", "1 KiB, TLS out",
                        "tls-64k", "64 KiB, TLS out"));
        bars(
                "peers-large.svg",
                "CPU-seconds of the proxy per GB of a large body",
                "cpuSecondsPerGb",
                Map.of("large", "256 MiB"));
        lines(
                "growth-body.svg",
                "CPU-seconds per 100,000 requests, 64 connections",
                "size of the body",
                perRequest,
                "bodyBytes",
                List.of("1k-64", "16k-64", "64k-64", "1m-64"),
                true);
        lines(
                "growth-connections.svg",
                "CPU-seconds per 100,000 requests, 1 KiB",
                "connections of callers",
                perRequest,
                "connections",
                List.of("1k-16", "1k-64", "1k-256"),
                false);
    }

    private void bars(String file, String title, String metric, Map<String, String> labels) throws IOException {
        List<Bar> bars = new ArrayList<>();
        scenarios.forEach((name, scenario) -> {
            Map<String, Figure> figures = labels.containsKey(name) ? figures(scenario, metric) : Map.of();
            if (!figures.isEmpty()) {
                bars.add(new Bar(labels.get(name), figures));
            }
        });
        if (bars.isEmpty()) {
            return;
        }
        double most = bars.stream()
                .flatMap(bar -> bar.figures().values().stream())
                .mapToDouble(Figure::max)
                .max()
                .orElseThrow();
        double[] ticks = evenly(most);
        double end = ticks[ticks.length - 1];
        int rows = bars.stream().mapToInt(bar -> bar.figures().size() + 1).sum();
        int top = 64;
        int bottom = top + rows * 20 - 8;
        Svg svg = new Svg(720, bottom + 34, title);
        svg.legend(bars.stream().map(Bar::figures).toList());
        DoubleUnaryOperator x = value -> 150 + value / end * 510;
        for (double tick : ticks) {
            svg.line("grid", x.applyAsDouble(tick), top, x.applyAsDouble(tick), bottom);
            svg.text("middle", x.applyAsDouble(tick), bottom + 20, number(tick));
        }
        int y = top + 6;
        for (Bar bar : bars) {
            svg.text("end", 140, y + bar.figures().size() * 10 + 4, bar.label());
            for (Map.Entry<String, Figure> entry : bar.figures().entrySet()) {
                Figure figure = entry.getValue();
                svg.bar(entry.getKey(), 150, y, x.applyAsDouble(figure.median()) - 150, 16);
                svg.line("span", x.applyAsDouble(figure.min()), y + 8, x.applyAsDouble(figure.max()), y + 8);
                svg.text("start", x.applyAsDouble(figure.max()) + 6, y + 12, twoPlaces(figure.median()));
                y += 20;
            }
            y += 20;
        }
        svg.write(directory.resolve(file));
    }

    /** Lines over a logarithmic axis; the other one is logarithmic too where the cost grows over decades. */
    private void lines(
            String file, String title, String axis, String metric, String key, List<String> names, boolean decades)
            throws IOException {
        Map<Double, Map<String, Figure>> points = new TreeMap<>();
        for (String name : names) {
            Map<String, Object> scenario = scenarios.getOrDefault(name, Map.of());
            Map<String, Figure> figures = figures(scenario, metric);
            if (!figures.isEmpty()) {
                points.put((Double) scenario.get(key), figures);
            }
        }
        if (points.size() < 2) {
            return;
        }
        List<Double> keys = List.copyOf(points.keySet());
        double[] values = points.values().stream()
                .flatMap(figures -> figures.values().stream())
                .mapToDouble(Figure::median)
                .sorted()
                .toArray();
        double[] ticks = decades ? decades(values[0], values[values.length - 1]) : evenly(values[values.length - 1]);
        DoubleUnaryOperator scale = decades ? Math::log : value -> value;
        double low = scale.applyAsDouble(ticks[0]);
        double high = scale.applyAsDouble(ticks[ticks.length - 1]);
        double from = Math.log(keys.get(0));
        double to = Math.log(keys.get(keys.size() - 1));
        DoubleUnaryOperator x = value -> 80 + (Math.log(value) - from) / (to - from) * 590;
        DoubleUnaryOperator y = value -> 320 - (scale.applyAsDouble(value) - low) / (high - low) * 250;

        Svg svg = new Svg(720, 380, title);
        svg.legend(points.values());
        for (double tick : ticks) {
            svg.line("grid", 80, y.applyAsDouble(tick), 670, y.applyAsDouble(tick));
            svg.text("end", 70, y.applyAsDouble(tick) + 4, number(tick));
        }
        for (double value : keys) {
            svg.line("grid", x.applyAsDouble(value), 70, x.applyAsDouble(value), 320);
            svg.text("middle", x.applyAsDouble(value), 340, key.equals("bodyBytes") ? size(value) : number(value));
        }
        svg.text("middle", 375, 366, axis + " (logarithmic)");
        for (String proxy : PROXIES) {
            double[][] path = keys.stream()
                    .filter(value -> points.get(value).containsKey(proxy))
                    .map(value -> new double[] {
                        x.applyAsDouble(value),
                        y.applyAsDouble(points.get(value).get(proxy).median())
                    })
                    .toArray(double[][]::new);
            if (path.length > 0) {
                svg.path(proxy, path);
            }
        }
        svg.write(directory.resolve(file));
    }

    /** The figures of a scenario by proxy, in the order of the legend. */
    private static Map<String, Figure> figures(Map<String, Object> scenario, String metric) {
        Map<String, Figure> figures = new LinkedHashMap<>();
        Map<String, Object> proxies = object(scenario.getOrDefault("proxies", Map.of()));
        for (String proxy : PROXIES) {
            Map<String, Object> figure =
                    object(object(proxies.getOrDefault(proxy, Map.of())).getOrDefault(metric, Map.of()));
            if (!figure.isEmpty()) {
                double median = (Double) figure.get("median");
                figures.put(proxy, new Figure(median, (Double) figure.get("min"), (Double) figure.get("max")));
            }
        }
        return figures;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object json) {
        return (Map<String, Object>) json;
    }

    /** The least of …, 1, 2, 5, 10, 20, 50, … that is not below the value. */
    private static double step(double least) {
        double decade = Math.pow(10, Math.floor(Math.log10(least)));
        return Arrays.stream(new double[] {1, 2, 5, 10})
                .map(factor -> factor * decade)
                .filter(step -> step >= least)
                .findFirst()
                .orElse(10 * decade);
    }

    private static double[] evenly(double most) {
        double step = step(most / 5);
        double[] ticks = new double[(int) Math.ceil(most / step) + 1];
        Arrays.setAll(ticks, i -> i * step);
        return ticks;
    }

    private static double[] decades(double least, double most) {
        int first = (int) Math.floor(Math.log10(least));
        double[] ticks = new double[Math.max(1, (int) Math.ceil(Math.log10(most)) - first) + 1];
        Arrays.setAll(ticks, i -> Math.pow(10, first + i));
        return ticks;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString(Math.round(value)) : twoPlaces(value);
    }

    private static String twoPlaces(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String size(double bytes) {
        return bytes < 1 << 20 ? number(bytes / 1024) + " KiB" : number(bytes / (1 << 20)) + " MiB";
    }

    /** A picture that is readable on light and dark pages: it brings both palettes and its own background. */
    private static final class Svg {

        private static final String STYLE = """
                text { font: 13px system-ui, sans-serif; fill: #24292f }
                .title { font-size: 15px; font-weight: 600 }
                .ground { fill: #ffffff }
                .grid { stroke: #d8dee4 }
                .span { stroke: #24292f; stroke-opacity: .6 }
                .penstock { fill: #0b6bcb; stroke: #0b6bcb }
                .nginx { fill: #1a936f; stroke: #1a936f }
                .haproxy { fill: #d9822b; stroke: #d9822b }
                @media (prefers-color-scheme: dark) {
                  text { fill: #e6edf3 }
                  .ground { fill: #0d1117 }
                  .grid { stroke: #30363d }
                  .span { stroke: #e6edf3 }
                  .penstock { fill: #58a6ff; stroke: #58a6ff }
                  .nginx { fill: #3fb68b; stroke: #3fb68b }
                  .haproxy { fill: #f0a04b; stroke: #f0a04b }
                }
                """;

        private final StringBuilder out = new StringBuilder();

        Svg(int width, int height, String title) {
            add(
                    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                    width, height, title);
            out.append("<style>\n").append(STYLE).append("</style>\n");
            add("<rect class=\"ground\" width=\"%d\" height=\"%d\"/>", width, height);
            add("<text class=\"title\" x=\"20\" y=\"26\">%s</text>", title);
        }

        void legend(Collection<Map<String, Figure>> drawn) {
            int x = 20;
            List<String> shown = PROXIES.stream()
                    .filter(proxy -> drawn.stream().anyMatch(figures -> figures.containsKey(proxy)))
                    .toList();
            for (String proxy : shown) {
                mark(proxy, x + 6, 44);
                text("start", x + 18, 48, proxy);
                x += 110;
            }
        }

        void text(String anchor, double x, double y, String content) {
            add("<text text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>", anchor, x, y, content);
        }

        void line(String style, double x1, double y1, double x2, double y2) {
            add("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", style, x1, y1, x2, y2);
        }

        void bar(String style, double x, double y, double width, double height) {
            add(
                    "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                    style, x, y, width, height);
        }

        void path(String proxy, double[][] points) {
            StringBuilder list = new StringBuilder();
            for (double[] point : points) {
                list.append(String.format(Locale.ROOT, "%.1f,%.1f ", point[0], point[1]));
                mark(proxy, point[0], point[1]);
            }
            add(
                    "<polyline class=\"%s\" style=\"fill: none; stroke-width: 2\" points=\"%s\"/>",
                    proxy, list.toString().strip());
        }

        /** A circle, a square or a triangle, for those who do not tell the colours apart. */
        private void mark(String proxy, double x, double y) {
            switch (proxy) {
                case "penstock" -> add("<circle class=\"penstock\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"/>", x, y);
                case "nginx" -> bar("nginx", x - 4, y - 4, 8, 8);
                default -> add("<path class=\"%s\" d=\"M%.1f %.1f l5 9 h-10 z\"/>", proxy, x, y - 5);
            }
        }

        void write(Path file) throws IOException {
            Files.writeString(file, out + "</svg>\n");
            System.err.println("draw: wrote " + file);
        }

        private void add(String format, Object... arguments) {
            out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
        }
    }

    /** A reader of JSON that is known to be well-formed, into maps, lists, strings, doubles and null. */
    private static final class Json {

        /** All that carries meaning; commas and colons only separate. */
        private static final Pattern TOKEN = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|[\\[\\]{}]|null|[-+.eE0-9]+");

        private final Matcher tokens;

        Json(String text) {
            tokens = TOKEN.matcher(text);
        }

        Object read() {
            return value(next());
        }

        private Object value(String token) {
            return switch (token.charAt(0)) {
                case '{' -> {
                    Map<String, Object> map = new LinkedHashMap<>();
                    for (String key = next(); !key.equals("}"); key = next()) {
                        map.put((String) value(key), read());
                    }
                    yield map;
                }
                case '[' -> {
                    List<Object> list = new ArrayList<>();
                    for (String element = next(); !element.equals("]"); element = next()) {
                        list.add(value(element));
                    }
                    yield list;
                }
                case '"' -> tokens.group(1).replaceAll("\\\\(.)", "$1");
                case 'n' -> null;
                default -> Double.valueOf(token);
            };
        }

        private String next() {
            if (!tokens.find()) {
                throw new IllegalArgumentException("the JSON ends early: expected a whole file of bench-peers.sh");
            }
            return tokens.group();
        }
    }
}
