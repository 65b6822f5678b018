package io.penstock.batching.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkFieldTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<https://a.example/?page=2>; rel=\"next\"                    | https://a.example/?page=2",
                "<?page=2>;rel=next                                           | ?page=2",
                "</a>; rel=\"last\", </b>; rel=\"prev NEXT\"                  | /b",
                "</a>; title=\"x, <y>; rel=next\"; rel=first, </b>; REL=Next  | /b",
                "</a>; title=\"say \\\"hi\\\"\"; rel=\"next\"                 | /a",
                "</a?x=1,2;3>; rel=next                                       | /a?x=1,2;3",
                ", , </a> ; rel = next                                        | /a",
                "</a>; flag; rel=next                                         | /a",
                "</a>; title=two words; rel=first, </b>; rel = next ; x       | /b",
                "</a>; rel=prev next                                          | /a",
            })
    void target_withTheRelation_isFound(String field, String target) {
        assertThat(LinkField.find(List.of(field), "next")).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "</a>; rel=\"nextish\"",
                "</a>; rel=first; rel=next",
                "</a>; anchor=\"/other\"; rel=next",
                "</a",
                "no link at all; rel=next",
            })
    void target_withoutTheRelation_isNotFound(String field) {
        assertThat(LinkField.find(List.of(field), "next")).isNull();
    }

    @Test
    void fields_repeated_areReadInOrder() {
        assertThat(LinkField.find(List.of("</a>; rel=prev", "</b>; rel=next", "</c>; rel=next"), "next"))
                .isEqualTo("/b");
        assertThat(LinkField.find(List.of(), "next")).isNull();
    }

    @Property
    void field_ofAnyCharacters_endsWithoutAnException(
            @ForAll @StringLength(max = 60) @Chars({'<', '>', ';', ',', '"', '\\', '=', ' ', '\t', 'r', 'e', 'l', 'n'})
                    String field) {
        String found = LinkField.find(List.of(field), "n");
        assertThat(found == null || field.contains("<" + found) || field.contains(found))
                .isTrue();
    }
}
