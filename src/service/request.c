#include "request.h"

#include <curl/curl.h>
#include <string.h>

#define LONGEST_QUERY 1800 // NCBI answers 414 to addresses of a little over 2,000 characters

static bool add_part(CURLU *parts, CURLUPart part, const char *before, String *out) {
    char *text = NULL;
    if (curl_url_get(parts, part, &text, 0) != CURLUE_OK) {
        return false;
    }
    string_add_text(out, before);
    string_add_text(out, text);
    curl_free(text);
    return true;
}

static bool has_part(CURLU *parts, CURLUPart part) {
    String text = {0};
    bool has = add_part(parts, part, NULL, &text);
    string_free(&text);
    return has;
}

// "https://host:port", the port left out where it is the usual one.
static bool add_origin(CURLU *parts, String *origin, String *label) {
    String port = {0};
    bool ok = add_part(parts, CURLUPART_SCHEME, NULL, origin);
    bool plain = sv_equal(string_view(origin), SV("http"));
    ok = ok && add_part(parts, CURLUPART_HOST, NULL, label);
    if (ok && add_part(parts, CURLUPART_PORT, ":", &port) &&
        !sv_equal(string_view(&port), plain ? SV(":80") : SV(":443"))) {
        string_add(label, string_view(&port));
    }
    string_format(origin, "://%s", string_text(label));
    string_free(&port);
    return ok;
}

bool address_parse(Address *address, const char *url, Error *err) {
    bool ok = false;
    CURLU *parts = curl_url();
    if (curl_url_set(parts, CURLUPART_URL, url, 0) != CURLUE_OK ||
        !add_origin(parts, &address->origin, &address->label) ||
        !(sv_starts(string_view(&address->origin), SV("https:")) ||
          sv_starts(string_view(&address->origin), SV("http:")))) {
        error_set(err, ERROR_USAGE, "\"%s\" is not the address of a service: https://HOST/PATH is", url);
        goto out;
    }
    if (has_part(parts, CURLUPART_USER) || has_part(parts, CURLUPART_PASSWORD) ||
        has_part(parts, CURLUPART_QUERY) || has_part(parts, CURLUPART_FRAGMENT)) {
        error_set(err, ERROR_USAGE, "the address of a service at %s may have no user, no ? and no #",
                  string_text(&address->label));
        goto out;
    }
    address->plain = sv_starts(string_view(&address->origin), SV("http:"));
    string_add_text(&address->base, url);
    while (address->base.length > 0 && address->base.data[address->base.length - 1] == '/') {
        address->base.data[--address->base.length] = '\0';
    }
    ok = true;
out:
    curl_url_cleanup(parts);
    return ok;
}

bool address_has(const Address *address, const char *url) {
    String origin = {0}, label = {0};
    CURLU *parts = curl_url();
    bool same = curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
                add_origin(parts, &origin, &label) &&
                sv_equal_nocase(string_view(&origin), string_view(&address->origin));
    curl_url_cleanup(parts);
    string_free(&origin);
    string_free(&label);
    return same;
}

void address_free(Address *address) {
    string_free(&address->base);
    string_free(&address->origin);
    string_free(&address->label);
}

// Percent-encodes what is not a letter, a digit or one of -._~ or of `kept`.
static void encode(String *out, StringView text, const char *kept) {
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     (c != '\0' && (strchr("-._~", c) || strchr(kept, c)));
        if (plain) {
            string_add_char(out, c);
        } else {
            string_format(out, "%%%02X", (unsigned char) c);
        }
    }
}

static void add_parameter(String *query, const char *name, const char *value) {
    if (name && value) {
        if (query->length > 0) {
            string_add_char(query, '&');
        }
        encode(query, sv(name), "");
        string_add_char(query, '=');
        encode(query, sv(value), ",:");
    }
}

bool request_build(const Service *service, const char *base, const char *email, const char *key,
                   const HostRequest *request, String *url, String *form) {
    string_add_text(url, base);
    encode(url, sv(request->path), "/:,()@");
    for (size_t i = 0; i < request->parameter_count; i++) {
        add_parameter(form, request->parameters[i].name, request->parameters[i].value);
    }
    // A blank key is an error for NCBI, so that what is not there is not named either.
    add_parameter(form, service->tool_parameter, "carrel");
    add_parameter(form, service->email_parameter, email);
    add_parameter(form, service->key_parameter, key);
    if (service->posts && form->length > LONGEST_QUERY) {
        return true;
    }
    if (form->length > 0) {
        string_add_char(url, '?');
        string_add(url, string_view(form));
    }
    return false;
}

// The bytes that `secret` takes at the beginning of `text`, written plainly or percent-encoded.
static size_t written(StringView text, const char *secret) {
    if (!secret || secret[0] == '\0') {
        return 0;
    }
    size_t at = 0;
    for (const char *c = secret; *c != '\0'; c++) {
        char encoded[4];
        const char digits[] = "0123456789ABCDEF";
        unsigned char byte = (unsigned char) *c;
        memcpy(encoded, (char[]){'%', digits[byte >> 4], digits[byte & 15], '\0'}, sizeof encoded);
        if (at < text.length && text.data[at] == *c) {
            at++;
        } else if (sv_equal_nocase(sv_part(text, at, 3), sv(encoded))) {
            at += 3;
        } else {
            return 0;
        }
    }
    return at;
}

static bool ends_value(char c) {
    return c == '&' || c == '"' || c == '\'' || c == '<' || c == '>' || (unsigned char) c <= ' ';
}

void request_redact(String *out, StringView text, const char *email, const char *key) {
    static const struct {
        StringView name;
        const char *stand_in;
    } parameters[] = {{{"api_key=", 8}, "[key]"}, {{"email=", 6}, "[email]"}, {{"mailto=", 7}, "[email]"}};
    for (size_t i = 0; i < text.length;) {
        StringView rest = sv_from(text, i);
        size_t length = written(rest, key);
        if (length > 0) {
            string_add_text(out, "[key]");
            i += length;
            continue;
        }
        length = written(rest, email);
        if (length > 0) {
            string_add_text(out, "[email]");
            i += length;
            continue;
        }
        const char *stand_in = NULL;
        for (size_t p = 0; p < sizeof parameters / sizeof parameters[0]; p++) {
            if (sv_starts_nocase(rest, parameters[p].name)) {
                length = parameters[p].name.length;
                stand_in = parameters[p].stand_in;
            }
        }
        if (!stand_in) {
            string_add_char(out, text.data[i++]);
            continue;
        }
        string_add(out, sv_part(rest, 0, length));
        if (length < rest.length && !ends_value(rest.data[length])) {
            string_add_text(out, stand_in);
        }
        while (length < rest.length && !ends_value(rest.data[length])) {
            length++;
        }
        i += length;
    }
}

void request_mask(String *text, const char *key) {
    size_t length = key ? strlen(key) : 0;
    if (length == 0 || text->length == 0) {
        return;
    }
    char *at = text->data, *end = text->data + text->length;
    while ((at = memmem(at, (size_t) (end - at), key, length)) != NULL) {
        memset(at, '*', length);
        at += length;
    }
}
