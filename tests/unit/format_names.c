// Names, marked-up text and abstracts as databases write them: the parts that readers share.
// A test that links the format room may look at its private headers.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "carrel/reader/markup.h"
#include "carrel/reader/people.h"

#include <string.h>

static void describe(const Author *people, size_t count, String *out) {
    for (size_t i = 0; i < count; i++) {
        const Author *a = &people[i];
        if (a->collective) {
            string_format(out, "{%s}", a->collective);
        } else {
            string_format(out, "[%s|%s|%s|%s]", a->family, a->given ? a->given : "",
                          a->initials ? a->initials : "", a->suffix ? a->suffix : "");
        }
    }
}

static void test_people(void **state) {
    (void) state;
    static const struct {
        const char *list, *people;
    } cases[] = {
        // PubMed
        {"Roe DK, Teal DM, O'Cup RE.", "[Roe||DK|][Teal||DM|][O'Cup||RE|]"},
        {"Cup AM Jr", "[Cup||AM|Jr]"},
        {"Roe A, Tea Study Group, Cup B", "[Roe||A|]{Tea Study Group}[Cup||B|]"},
        // Scopus
        {"Roe L.N.; van der Cup J.D.", "[Roe||LN|][van der Cup||JD|]"},
        {"Roe, Lauren N. (58975547800); Cup, Jo (57190394669)", "[Roe|Lauren N.||][Cup|Jo||]"},
        {"Roe L.N., Cup J.D., Teal J.-P.", "[Roe||LN|][Cup||JD|][Teal||JP|]"},
        // Embase, Web of Science, Cochrane, Covidence, Google Scholar
        {"Yang Z., Jug B., Mc Cup M.E.", "[Yang||Z|][Jug||B|][Mc Cup||ME|]"},
        {"Roe, T; Cup, JM", "[Roe|T|T|][Cup|JM|JM|]"},
        {"Yang, Z.; Dos Cups, H.B.", "[Yang|Z.|Z|][Dos Cups|H.B.|HB|]"},
        {"Roe, Paul M; Cup, Emily J; ", "[Roe|Paul M||][Cup|Emily J||]"},
        // Rayyan, Abstrackr
        {"Yang, Z. and Jug, B. and McCup, M.E.", "[Yang|Z.|Z|][Jug|B.|B|][McCup|M.E.|ME|]"},
        {"Long, N.R.\n and Pot, X.\n", "[Long|N.R.|NR|][Pot|X.|X|]"},
        // ASReview
        {"['Marx, Karl', 'Leaf, Astrid', \"O\\'Cup, M.\"]", "[Marx|Karl||][Leaf|Astrid||][O'Cup|M.|M|]"},
        // Lens, OpenAlex, Cohen's sets
        {"Bj\xc3\xb6rn A. Blum; Anna van den Berg", "[Blum|Bj\xc3\xb6rn A.||][van den Berg|Anna||]"},
        {"Alba Roe|Josep Cup-Pot", "[Roe|Alba||][Cup-Pot|Josep||]"},
        {"K D Gad; J J Si-Mo", "[Gad|K D|KD|][Si-Mo|J J|JJ|]"},
        {"Reim, E J; Dunn, G S", "[Reim|E J|EJ|][Dunn|G S|GS|]"},
        // RefWorks
        {"van den Cup,null;Smit,Maarten L. J.", "[van den Cup|||][Smit|Maarten L. J.||]"},
        {"Roe, Jr., John; Cup, Ann, III", "[Roe|John||Jr.][Cup|Ann||III]"},
        {"Roe, J., Cup, A.", "[Roe|J.|J|][Cup|A.|A|]"},
        {"Doe, Jane", "[Doe|Jane||]"},
        {"Yu.V. Ivanov; \xc3\x96z \xc5\x9e.", "[Ivanov|Yu.V.|YuV|][\xc3\x96z||\xc5\x9e|]"},
        // particles before, behind and in capitals; many initials
        {"Cup, T. ten; Teal, Hamid el", "[ten Cup|T.|T|][el Teal|Hamid||]"},
        {"Ann A. J. M. van de Pot; Nan E. E. Van Leaf", "[van de Pot|Ann A. J. M.||][Van Leaf|Nan E. E.||]"},
        {"null van den Cup; karlijn Roe; Al Roe", "[van den Cup|||][Roe|karlijn||][Roe|Al||]"},
        {"Dos Cups\nRoe, A", "[Dos Cups|||][Roe|A|A|]"},
        {"WHO", "{WHO}"},
        {"Centre for Tea and Cup Prevention Agency", "{Centre for Tea and Cup Prevention Agency}"},
        {" ;; null; et al.", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        Author *people = NULL;
        size_t count = 0;
        String out = {0};
        people_add(sv(cases[i].list), &arena, &people, &count);
        describe(people, count, &out);
        if (strcmp(string_text(&out), cases[i].people) != 0) {
            fail_msg("%s\ngives %s\nnot   %s", cases[i].list, string_text(&out), cases[i].people);
        }
        string_free(&out);
        arena_free(&arena);
    }
}

static void test_markup(void **state) {
    (void) state;
    static const struct {
        const char *text, *plain;
    } cases[] = {
        {"Tea  and\ncups", "Tea and cups"},
        {"<i>Camellia</i> H<sub>2</sub>O", "Camellia H2O"},
        {"p<0.05 and q>0.1", "p<0.05 and q>0.1"},
        {"<b and c> of a<b", "<b and c> of a<b"},
        {"<a href=\"x\">Tea</a><br/>hot", "Tea hot"},
        {"<unknown>Tea</unknown>", "<unknown>Tea</unknown>"},
        {"A &amp; B &lt; C &beta; &#233; &nosuch; &", "A & B < C \xce\xb2 \xc3\xa9 &nosuch; &"},
        {"&lt;i&gt;Tea&lt;/i&gt; &amp;amp; cup", "Tea & cup"},
        {"<mml:math xmlns:mml=\"u\"><mml:mi>x</mml:mi></mml:math> tea", "x tea"},
        {"<p></p>", NULL},
        {"", NULL},
        {"tea <", "tea <"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        const char *plain = markup_text(&arena, sv(cases[i].text));
        if ((plain == NULL) != (cases[i].plain == NULL) || (plain && strcmp(plain, cases[i].plain) != 0)) {
            fail_msg("%s\ngives %s", cases[i].text, plain ? plain : "nothing");
        }
        arena_free(&arena);
    }
}

static void test_abstracts(void **state) {
    (void) state;
    static const struct {
        const char *text, *sections;
    } cases[] = {
        {"Tea was hot.", "[|Tea was hot.]"},
        {"AIM: Tea. METHODS: Cups (hot) in mL: ten.", "[AIM|Tea.][METHODS|Cups (hot) in mL: ten.]"},
        {"AIM: Tea.\nMore,\nmuch.\nRESULTS: None.", "[AIM|Tea.\nMore, much.][RESULTS|None.]"},
        {"Tea.\n\nAnd cups\nwere hot.", "[|Tea.\nAnd cups were hot.]"},
        {"<jats:sec><jats:title>Aim</jats:title><jats:p>Tea.</jats:p></jats:sec>"
         "<jats:sec><jats:title>Results</jats:title>\n <jats:p>Hot &amp; good.</jats:p></jats:sec>",
         "[AIM|Tea.][RESULTS|Hot & good.]"},
        {"<jats:title>Abstract</jats:title><jats:p>Tea <jats:italic>is</jats:italic> hot.</jats:p>",
         "[|Tea is hot.]"},
        {"<p>Tea.</p><p>Cups.</p>", "[|Tea.\nCups.]"},
        {"  ", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        Study study;
        String out = {0};
        study_init(&study);
        study_add_marked_abstract(&study, &arena, sv(cases[i].text));
        for (size_t k = 0; k < study.section_count; k++) {
            const char *label = study.sections[k].label;
            string_format(&out, "[%s|%s]", label ? label : "", study.sections[k].text);
        }
        if (strcmp(string_text(&out), cases[i].sections) != 0) {
            fail_msg("%s\ngives %s", cases[i].text, string_text(&out));
        }
        string_free(&out);
        arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_people),
        cmocka_unit_test(test_markup),
        cmocka_unit_test(test_abstracts),
    };
    return cmocka_run_group_tests_name("format_names", tests, NULL, NULL);
}
