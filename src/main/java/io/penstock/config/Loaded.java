package io.penstock.config;

import io.penstock.error.ConfigurationException;
import io.penstock.error.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** What came of reading a configuration: it, or everything that is wrong with it. */
public sealed interface Loaded {

    /**
     * The configuration.
     *
     * @throws ConfigurationException that lists all problems, one a line
     */
    PenstockConfig orThrow();

    /** A valid configuration. */
    record Accepted(PenstockConfig config) implements Loaded {
        @Override
        public PenstockConfig orThrow() {
            return config;
        }
    }

    /**
     * No configuration.
     *
     * @param problems all that is wrong, at least one, in the order of the sources; of more than 200 the first 200
     * @param count how many there are
     */
    record Rejected(List<ConfigProblem> problems, int count) implements Loaded {

        /** Keeps a copy of the list. */
        public Rejected {
            problems = List.copyOf(problems);
        }

        /** All problems as text, one a line below a line that counts them. Holds no secret. */
        public String describe() {
            String lines = problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining());
            return count + (count == 1 ? " problem" : " problems") + " in the configuration:" + lines
                    + (count > problems.size() ? "\n  … and " + (count - problems.size()) + " more" : "");
        }

        @Override
        public PenstockConfig orThrow() {
            throw new ConfigurationException(Problem.CONFIGURATION, describe());
        }
    }
}
