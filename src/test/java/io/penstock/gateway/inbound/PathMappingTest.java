package io.penstock.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.BadRequestException;
import io.penstock.error.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathMappingTest {

    private final PathMapping crm = new PathMapping("/crm", "/v2");

    @ParameterizedTest
    @CsvSource({
        "/crm/contacts, /v2/contacts",
        "/crm/contacts?page=2, /v2/contacts?page=2",
        "/crm, /v2",
        "/crm/, /v2/",
        "/crm?a, /v2?a",
        "/crm?, /v2?",
        "/crm/?, /v2/?",
        "/crm/a?b?c/../d, /v2/a?b?c/../d",
        "/crm//a///b/, /v2//a///b/",
        "/crm/a%2Fb%2f%20%C3%A9, /v2/a%2Fb%2f%20%C3%A9",
        "/crm/a/../b/./c, /v2/a/../b/./c",
        "/crm/crm/a, /v2/crm/a",
        "/crm/a;b=c/d:e@f!$&'()*+~, /v2/a;b=c/d:e@f!$&'()*+~",
        "/crm/{a}|b^c`[d], /v2/{a}|b^c`[d]",
        "/crm/..., /v2/...",
        "/crm/..a/b../.c, /v2/..a/b../.c",
        "/crm/a?x=100%&y=%zz&z=%00, /v2/a?x=100%&y=%zz&z=%00"
    })
    void map_belowAPrefix_everyOtherByteStays(String target, String expected) {
        assertThat(crm.check(target)).isNull();
        assertThat(crm.map(target)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/, '', /, /",
        "/, '', /a?b, /a?b",
        "/, '', /?b, /?b",
        "/, /v2, /a, /v2/a",
        "/, /v2, /, /v2/",
        "/, /v2/, /a, /v2/a",
        "/, /, /a, /a",
        "/crm, '', /crm, /",
        "/crm, '', /crm?a, /?a",
        "/crm, '', /crm/a, /a",
        "/crm, /, /crm, /",
        "/crm, /v2/, /crm, /v2/",
        "/crm, /v2/, /crm/, /v2/",
        "/crm, /v2/, /crm/a, /v2/a"
    })
    void map_atEveryPrefixAndBasePath_joinsThem(String prefix, String basePath, String target, String expected) {
        PathMapping mapping = new PathMapping(prefix, basePath);

        assertThat(mapping.check(target)).isNull();
        assertThat(mapping.map(target)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/crm/..",
                "/crm/../x",
                "/crm/a/../../x",
                "/crm/./../x",
                "/crm//../x",
                "/crm/a//../../x",
                "/crm/%2e%2e/x",
                "/crm/.%2E/x",
                "/crm/%2E./x",
                "/crm/..;a=b/x",
                "/crm/..;/x",
                "/crm/..%3bx/x",
                "/crm/a%2F..%2F..%2Fx",
                "/crm/..%2fx",
                "/crm/%2f../x",
                "/crm/..%5cx",
                "/crm/a/..%5C../x",
                "/crm/a/b;c/../../../x",
                "/crm/..?a"
            })
    void check_dotSegmentsMayLeaveTheBasePath_isRefused(String target) {
        BadRequestException refusal = crm.check(target);

        assertThat(refusal).extracting(BadRequestException::problem).isEqualTo(Problem.PATH_ESCAPES_UPSTREAM);
        assertThat(refusal).hasMessage("dot segments in the path that leave /crm; expected a path below it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/crm/a b",
                "/crm/a\tb",
                "/crm/a\0",
                "/crm/\u007f",
                "/crm/é",
                "/crm/a#b",
                "/crm/a\\b",
                "/crm/\"",
                "/crm/<",
                "/crm/>",
                "/crm/a?\\",
                "/crm/a?é",
                "/crm/a? ",
                "/crm/%",
                "/crm/%4",
                "/crm/%4?a",
                "/crm/%zz",
                "/crm/%4g",
                "/crm/%00",
                "/crm/%ef%bc" + "%"
            })
    void check_characterOrEscapeIsNotAllowed_isRefused(String target) {
        BadRequestException refusal = crm.check(target);

        assertThat(refusal).extracting(BadRequestException::problem).isEqualTo(Problem.BAD_REQUEST);
    }

    @Test
    void map_pathNeedsNoChange_isTheSameObject() {
        String target = "/contacts?page=2";

        assertThat(new PathMapping("/", "").map(target)).isSameAs(target);
    }
}
