package io.penstock.error;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what an upstream's error answer means: by rules of its own first, the first that fits, then by the status. Immutable;
 * any thread.
 */
public final class ErrorClassifier {

    /** The bytes at the beginning of a body that rules and field errors are looked for in. */
    public static final int MOST_BYTES = FieldErrors.MOST_BYTES;

    private final List<Rule> rules;

    /** A classifier with rules that go before what the statuses say. */
    public ErrorClassifier(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * What an upstream says in another way than by its status.
     *
     * @param status the status that it concerns; 0 for any from 400
     * @param bodyContains what the body's beginning contains, in any case; null for any body
     * @param category what it is
     */
    public record Rule(int status, @Nullable String bodyContains, Category category) {

        boolean concerns(int answered) {
            return status == 0 ? answered >= 400 : status == answered;
        }
    }

    /** Whether anything but the statuses counts. */
    public boolean hasRules() {
        return !rules.isEmpty();
    }

    /** Whether what an answer with this status is depends on its body. */
    public boolean needsBody(int status) {
        for (Rule rule : rules) {
            if (rule.concerns(status)) {
                if (rule.bodyContains() != null) {
                    return true;
                }
                break;
            }
        }
        return false;
    }

    /**
     * The category of an error answer.
     *
     * @param status a status from 400 to 599, or another one that a rule names
     * @param body as much of the body as is here
     */
    public Category categoryOf(int status, Buffer body) {
        String beginning = null;
        for (Rule rule : rules) {
            if (!rule.concerns(status)) {
                continue;
            }
            if (rule.bodyContains() == null) {
                return rule.category();
            }
            if (beginning == null) {
                beginning = body.getString(0, Math.min(body.length(), MOST_BYTES), StandardCharsets.UTF_8.name());
            }
            if (contains(beginning, rule.bodyContains())) {
                return rule.category();
            }
        }
        return byStatus(status);
    }

    /** The category that a status stands for. */
    public static Category byStatus(int status) {
        return switch (status) {
            case 401, 407 -> Category.AUTHENTICATION;
            case 403 -> Category.FORBIDDEN;
            case 404, 410 -> Category.NOT_FOUND;
            case 408 -> Category.TIMEOUT;
            case 409, 412 -> Category.CONFLICT;
            case 422 -> Category.VALIDATION;
            case 429 -> Category.RATE_LIMITED;
            default -> status >= 500 ? Category.SERVER : Category.BAD_REQUEST;
        };
    }

    /**
     * The exception that an error answer becomes.
     *
     * @param retryAfterMillis the wait that the answer asks for, −1 where it asks for none
     */
    public PenstockException exceptionOf(
            int status, Buffer body, long retryAfterMillis, PenstockException.Origin origin) {
        String detail = origin.upstream() + " answered " + status;
        PenstockException failure = switch (categoryOf(status, body)) {
            case AUTHENTICATION -> new AuthenticationException(status, detail);
            case FORBIDDEN -> new ForbiddenException(status, detail);
            case NOT_FOUND -> new NotFoundException(status, detail);
            case CONFLICT -> new ConflictException(status, detail);
            case VALIDATION -> new ValidationException(status, detail, FieldErrors.read(body));
            case RATE_LIMITED -> new RateLimitedException(status, detail, retryAfterMillis);
            case TIMEOUT -> new TimeoutException(status, detail);
            case NETWORK, OVERLOADED, CIRCUIT_OPEN, RESOURCE, FILESYSTEM, SYSTEM, SERVER ->
                new ServerException(status, detail, retryAfterMillis);
            case BAD_REQUEST, CONFIGURATION, CANCELLED -> new BadRequestException(status, detail);
        };
        return failure.at(origin);
    }

    private static boolean contains(String text, String part) {
        for (int i = 0; i + part.length() <= text.length(); i++) {
            if (text.regionMatches(true, i, part, 0, part.length())) {
                return true;
            }
        }
        return false;
    }
}
