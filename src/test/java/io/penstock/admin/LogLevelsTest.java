package io.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.helpers.NOPLoggerFactory;

class LogLevelsTest {

    private final LoggerContext context = new LoggerContext();

    @Test
    void select_everyPackage_isAFeature() {
        Set<String> packages = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.penstock..").stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> name.startsWith("io.penstock."))
                        .map(name -> name.split("\\.", -1)[2])
                        .collect(Collectors.toSet());

        assertThat(LogLevels.select("penstock:*")).containsAll(packages);
    }

    @ParameterizedTest
    @ValueSource(strings = {"penstock:pool", "pool"})
    void select_oneFeature_withOrWithoutThePrefix(String name) {
        assertThat(LogLevels.select(name)).containsExactly("pool");
    }

    @ParameterizedTest
    @ValueSource(strings = {"penstock:pol", "pol", "", "penstock:", "penstock:POOL"})
    void select_unknownFeature_namesTheKnownOnes(String name) {
        assertThatThrownBy(() -> LogLevels.select(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + name + "': expected")
                .hasMessageContaining("metrics, pool, recovery, resilience");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "penstock:pool                    | pool",
                "penstock:pool,penstock:admin     | admin pool",
                "penstock:pool penstock:admin     | admin pool",
                "express:*, penstock:pool ,send   | pool",
                "express:*                        | ''",
                "1                                | ''",
                "''                               | ''"
            })
    void parseDebug_ignoresOtherNamespaces(String debug, String expected) {
        assertThat(String.join(" ", LogLevels.parseDebug(debug))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "penstock:*", "penstock:pool,penstock:*"})
    void parseDebug_star_isEveryFeature(String debug) {
        assertThat(LogLevels.parseDebug(debug)).isEqualTo(LogLevels.select("*"));
    }

    @Test
    void parseDebug_unknownFeature_isRefused() {
        assertThatThrownBy(() -> LogLevels.parseDebug("express:*,penstock:polo"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'penstock:polo': expected");
    }

    @Test
    void set_changesTheLoggersOfTheFeatureOnly() {
        LogLevels levels = new LogLevels(context);
        levels.set(Set.of("pool"), LogLevel.TRACE);

        assertThat(context.getLogger("io.penstock.pool.Shard").isTraceEnabled()).isTrue();
        assertThat(context.getLogger("io.penstock.admin.AdminVerticle").isTraceEnabled())
                .isFalse();
    }

    @Test
    void set_default_bringsBackWhatWasConfigured() {
        context.getLogger("io.penstock.pool").setLevel(Level.ERROR);
        context.getLogger("io.penstock").setLevel(Level.WARN);
        LogLevels levels = new LogLevels(context);
        levels.set(Set.of("pool", "admin"), LogLevel.DEBUG);
        levels.set(Set.of("pool", "admin"), LogLevel.DEFAULT);

        assertThat(levels.inForce())
                .containsAllEntriesOf(Map.of("penstock:pool", LogLevel.ERROR, "penstock:admin", LogLevel.WARN));
    }

    @Test
    void set_off_silencesTheFeature() {
        LogLevels levels = new LogLevels(context);
        levels.set(Set.of("pool"), LogLevel.OFF);

        assertThat(context.getLogger("io.penstock.pool").isErrorEnabled()).isFalse();
        assertThat(levels.inForce()).containsEntry("penstock:pool", LogLevel.OFF);
    }

    @Test
    void anotherLibraryThanLogback_isNamed() {
        LogLevels levels = new LogLevels(new NOPLoggerFactory());

        assertThatThrownBy(() -> levels.set(Set.of("pool"), LogLevel.DEBUG))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("org.slf4j.helpers.NOPLoggerFactory: expected logback");
        assertThatThrownBy(levels::inForce).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void level_unknown_namesTheLevels() {
        assertThatThrownBy(() -> LogLevel.parse("loud"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Level 'loud': expected one of off, error, warn, info, debug, trace, default.");
    }
}
