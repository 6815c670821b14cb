#include "service/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void names_all_services(void **state) {
    (void) state;
    for (ServiceId id = 0; id < SERVICE_COUNT; id++) {
        const Service *service = &services[id];
        Address address = {0};
        Error err = {0};
        assert_true(address_parse(&address, service->url, &err));
        assert_false(address.plain);
        assert_string_equal(string_text(&address.base), service->url);
        assert_int_equal(service_named(service->name), id);
        assert_non_null(strstr(service->setting, service->name));
        assert_true(service->largest_reply > 0 && service->gap_ms >= service->gap_with_key_ms);
        address_free(&address);
    }
    assert_int_equal(service_named("pubmed central"), SERVICE_COUNT);
    assert_string_equal(services[SERVICE_NCBI].environment, "CARREL_NCBI_URL");
    assert_string_equal(services[SERVICE_EUROPEPMC].environment, "CARREL_EUROPEPMC_URL");
    assert_string_equal(services[SERVICE_ICITE].environment, "CARREL_ICITE_URL");
}

static void takes_addresses_apart(void **state) {
    (void) state;
    static const struct {
        const char *url, *base, *origin; // NULL: refused
    } cases[] = {
        {"https://a.example/x/y/", "https://a.example/x/y", "https://a.example"},
        {"http://127.0.0.1:8080", "http://127.0.0.1:8080", "http://127.0.0.1:8080"},
        {"https://a.example:443/x", "https://a.example:443/x", "https://a.example"},
        {"http://[::1]:8080/x", "http://[::1]:8080/x", "http://[::1]:8080"},
        {"ftp://a.example/", NULL, NULL},
        {"file:///etc/passwd", NULL, NULL},
        {"a.example/x", NULL, NULL},
        {"", NULL, NULL},
        {"https://me:secret@a.example/", NULL, NULL},
        {"https://a.example/?x=1", NULL, NULL},
        {"https://a.example/#x", NULL, NULL},
        {"https://a example/", NULL, NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Address address = {0};
        Error err = {0};
        assert_int_equal(address_parse(&address, cases[i].url, &err), cases[i].base != NULL);
        if (cases[i].base) {
            assert_string_equal(string_text(&address.base), cases[i].base);
            assert_string_equal(string_text(&address.origin), cases[i].origin);
        } else {
            assert_int_equal(err.kind, ERROR_USAGE);
            assert_null(strstr(err.text, "secret"));
        }
        address_free(&address);
    }
    Address address = {0};
    assert_true(address_parse(&address, "https://a.example/x", NULL));
    static const struct {
        const char *url;
        bool same;
    } others[] = {{"https://a.example/elsewhere?x=1", true},
                  {"https://A.EXAMPLE:443/", true},
                  {"http://a.example/x", false},
                  {"https://a.example.org/x", false},
                  {"https://a.example:444/x", false},
                  {"https://b.example/a.example", false},
                  {"https://a.example@b.example/", false},
                  {"", false}};
    for (size_t i = 0; i < COUNT(others); i++) {
        assert_int_equal(address_has(&address, others[i].url), others[i].same);
    }
    address_free(&address);
}

static void builds_requests(void **state) {
    (void) state;
    static const HostParameter two[] = {{"id", "1"}, {"id", "2"}},
                               term[] = {{"term", "a & b=\"c\"\n+é"}, {"x", NULL}};
    static const struct {
        ServiceId service;
        const char *email, *key;
        HostRequest request;
        const char *url;
    } cases[] = {
        {SERVICE_NCBI, NULL, NULL, {"/elink.fcgi", two, 2}, "B/elink.fcgi?id=1&id=2&tool=carrel"},
        {SERVICE_NCBI, "me@x.org", "k1", {"/e", two, 1}, "B/e?id=1&tool=carrel&email=me%40x.org&api_key=k1"},
        {SERVICE_NCBI, NULL, NULL, {"/e", term, 2}, "B/e?term=a%20%26%20b%3D%22c%22%0A%2B%C3%A9&tool=carrel"},
        {SERVICE_EUROPEPMC, "me@x.org", "k1", {"/MED/1/citations", NULL, 0}, "B/MED/1/citations"},
        {SERVICE_ICITE, "me@x.org", NULL, {"/pubs", two, 2}, "B/pubs?id=1&id=2"},
        {SERVICE_CROSSREF,
         "me@x.org",
         NULL,
         {"/works/10.1/a(b)<c>;d?e#f", NULL, 0},
         "B/works/10.1/a(b)%3Cc%3E%3Bd%3Fe%23f?mailto=me%40x.org"},
        {SERVICE_OPENCITATIONS, NULL, NULL, {"/references/doi:10.1/a", NULL, 0}, "B/references/doi:10.1/a"},
        {SERVICE_OPENALEX, "me@x.org", "k1", {"/works/W1", NULL, 0}, "B/works/W1?api_key=k1"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        String url = {0}, form = {0};
        assert_false(request_build(&services[cases[i].service], "B", cases[i].email, cases[i].key,
                                   &cases[i].request, &url, &form));
        assert_string_equal(string_text(&url), cases[i].url);
        string_free(&url);
        string_free(&form);
    }
}

static void posts_what_is_long(void **state) {
    (void) state;
    char value[3000];
    for (size_t length = 1700; length < 1900; length++) {
        memset(value, '1', length);
        value[length] = '\0';
        HostParameter id = {"id", value};
        for (ServiceId id_of = SERVICE_NCBI; id_of <= SERVICE_ICITE; id_of++) {
            String url = {0}, form = {0};
            bool posts =
                request_build(&services[id_of], "B", NULL, NULL, &(HostRequest){"/e", &id, 1}, &url, &form);
            assert_int_equal(posts, services[id_of].posts && form.length > 1800);
            assert_int_equal(url.length, posts ? 3 : 4 + form.length);
            string_free(&url);
            string_free(&form);
        }
    }
}

static void shows_no_secrets(void **state) {
    (void) state;
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"https://h/e?id=1&email=me%40x.org&api_key=abc/1", "https://h/e?id=1&email=[email]&api_key=[key]"},
        {"{\"api-key\":\"abc/1\"}", "{\"api-key\":\"[key]\"}"},
        {"abc%2F1 abc%2f1 %61bc/1", "[key] [key] [key]"},
        {"write to me@x.org, ME%40X.ORG", "write to [email], ME%40X.ORG"},
        {"API_KEY=other&x=1", "API_KEY=[key]&x=1"},
        {"api_key=&x=1", "api_key=&x=1"},
        {"abc/2 me@y.org", "abc/2 me@y.org"},
        {"abc/1abc/1", "[key][key]"},
        {"abc/", "abc/"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        String out = {0};
        request_redact(&out, sv(cases[i].text), "me@x.org", "abc/1");
        assert_string_equal(string_text(&out), cases[i].shown);
        string_free(&out);
    }
    String text = {0};
    string_add_text(&text, "xabc/1yabc/1abc/1abc/");
    request_mask(&text, "abc/1");
    assert_string_equal(string_text(&text), "x*****y**********abc/");
    request_mask(&text, NULL);
    request_mask(&text, "");
    assert_string_equal(string_text(&text), "x*****y**********abc/");
    string_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_all_services), cmocka_unit_test(takes_addresses_apart),
        cmocka_unit_test(builds_requests),    cmocka_unit_test(posts_what_is_long),
        cmocka_unit_test(shows_no_secrets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
