package io.penstock;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the arrows between the packages, and what only one place may do. */
class ArchitectureTest {

    private static final JavaClasses PENSTOCK = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.penstock");

    private static final List<String> FEATURES = List.of(
            "pool",
            "token",
            "batching",
            "resilience",
            "memory",
            "deadletter",
            "health",
            "recovery",
            "chaos",
            "compression");
    private static final List<String> BELOW_FEATURES = List.of("error", "time", "config", "metrics", "exchange");
    private static final List<String> BELOW_GATEWAY = concat(BELOW_FEATURES, FEATURES);
    private static final List<String> BELOW_ADMIN = concat(BELOW_GATEWAY, List.of("gateway"));

    private static final Set<String> CLOCKS = Set.of("java.lang.System.nanoTime", "java.lang.System.currentTimeMillis");
    private static final Set<String> TIMERS = Set.of(
            "java.lang.Thread.sleep",
            "io.vertx.core.Vertx.setTimer",
            "io.vertx.core.Vertx.setPeriodic",
            "io.vertx.core.Vertx.timer");

    /** A package with its sub-packages, and the packages that it may use besides itself. */
    record Arrow(String from, List<String> to) {}

    static Stream<Arrow> arrows() {
        Stream<Arrow> features = FEATURES.stream().map(feature -> new Arrow(feature, BELOW_FEATURES));
        Stream<Arrow> others = Stream.of(
                new Arrow("error", List.of()),
                new Arrow("time", List.of()),
                new Arrow("metrics", List.of("error")),
                new Arrow("config", List.of("error")),
                new Arrow("exchange", List.of("error", "time", "config", "metrics")),
                new Arrow("gateway", BELOW_GATEWAY),
                new Arrow("admin", BELOW_ADMIN),
                new Arrow("mcp", BELOW_ADMIN),
                new Arrow("demo", BELOW_FEATURES),
                new Arrow("loadtest", concat(BELOW_ADMIN, List.of("demo"))));
        return Stream.concat(features, others);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("arrows")
    void package_usesOnlyWhatStandsBelowIt(Arrow arrow) {
        String[] allowed = Stream.concat(Stream.of(arrow.from()), arrow.to().stream())
                .map(ArchitectureTest::within)
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(within(arrow.from()))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(resideOutsideOfPackage("io.penstock..")))
                .allowEmptyShould(true)
                .check(PENSTOCK);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("io.penstock.(*)..").should().beFreeOfCycles().check(PENSTOCK);
    }

    @Test
    void nothing_isCalledUtil() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..")
                .orShould()
                .haveNameMatching("(?i).*utils?(\\$.*)?")
                .check(PENSTOCK);
    }

    @Test
    void innerClassesOfVertx_areUsedInOnePlace() {
        noClasses()
                .that()
                .haveNameNotMatching("io\\.penstock\\.exchange\\.VertxInternals(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.core.impl..", "io.vertx.core.internal..", "io.vertx.core.*.impl..")
                .check(PENSTOCK);
    }

    @Test
    void clock_isReadInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackages(within("time"), within("loadtest"))
                .should()
                .accessTargetWhere(isOneOf(CLOCKS))
                .check(PENSTOCK);
    }

    @Test
    void timers_areSetInOnePlace() {
        noClasses()
                .that()
                // The demo simulates slowness.
                .resideOutsideOfPackages(within("time"), within("loadtest"), within("demo"))
                .should()
                .accessTargetWhere(isOneOf(TIMERS))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(java.util.Timer.class, ScheduledExecutorService.class)
                .check(PENSTOCK);
    }

    @Test
    void console_isWrittenToByCommandsOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(within("app"))
                .should()
                .accessTargetWhere(isOneOf(
                        Set.of("java.lang.System.out", "java.lang.System.err", "java.lang.Throwable.printStackTrace")))
                .check(PENSTOCK);
    }

    private static DescribedPredicate<JavaAccess<?>> isOneOf(Set<String> members) {
        return describe(
                "is one of " + members,
                access -> members.contains(access.getTargetOwner().getName() + "."
                        + access.getTarget().getName()));
    }

    private static String within(String name) {
        return "io.penstock." + name + "..";
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
