#include "http.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#define LONGEST_ADDRESS 2500 // NCBI: 414 above
#define LARGEST_REQUEST ((size_t) 4 << 20)

StringView request_value(const Request *request, const char *name) {
    for (size_t i = 0; i < request->parameter_count; i++) {
        if (sv_equal(request->parameters[i].name, sv(name))) {
            return request->parameters[i].value;
        }
    }
    return (StringView){0};
}
bool request_is(const Request *request, const char *name, const char *value) {
    return sv_equal_nocase(request_value(request, name), sv(value));
}
long long request_number(const Request *request, const char *name, long long otherwise) {
    long long number;
    return sv_number(request_value(request, name), &number) ? number : otherwise;
}
void request_ids(const Request *request, const char *name, IdList *out) {
    for (size_t i = 0; i < request->parameter_count; i++) {
        StringView rest = request->parameters[i].value, part;
        long long id;
        while (sv_equal(request->parameters[i].name, sv(name)) && sv_split(&rest, ',', &part)) {
            if (sv_number(sv_trim(part), &id)) {
                id_list_add(out, id);
            }
        }
    }
}

void respond(Response *response, int status, const char *type) {
    response->status = status;
    response->type = type;
    string_clear(&response->body);
}

static StringView decode(Arena *arena, StringView text, bool form) {
    String out = {0};
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '%' && i + 2 < text.length) {
            char digits[] = {text.data[i + 1], text.data[i + 2], '\0'};
            string_add_char(&out, (char) strtol(digits, NULL, 16));
            i += 2;
        } else {
            string_add_char(&out, form && text.data[i] == '+' ? ' ' : text.data[i]);
        }
    }
    StringView kept = {arena_copy_view(arena, string_view(&out)), out.length};
    string_free(&out);
    return kept;
}

static void read_parameters(Request *request) {
    size_t capacity = 0;
    StringView rest = request->sent, pair;
    while (sv_split(&rest, '&', &pair)) {
        size_t equals = sv_find_char(pair, '=');
        Parameter parameter = {.name = decode(&request->arena, sv_part(pair, 0, equals), true)};
        parameter.value =
            equals == SV_NONE ? SV("") : decode(&request->arena, sv_from(pair, equals + 1), true);
        request->parameters = arena_grow(&request->arena, request->parameters, &capacity,
                                         request->parameter_count + 1, sizeof *request->parameters);
        request->parameters[request->parameter_count++] = parameter;
    }
}

static bool read_more(Peer *peer) {
    char buffer[16384];
    ssize_t got = read(peer->socket, buffer, sizeof buffer);
    if (got <= 0 || peer->got.length > LARGEST_REQUEST) {
        return false;
    }
    string_add(&peer->got, (StringView){buffer, (size_t) got});
    return true;
}

static size_t body_length(Request *request, StringView headers) {
    StringView line;
    long long length = 0;
    while (sv_line(&headers, &line)) {
        size_t colon = sv_find_char(line, ':');
        StringView name = sv_part(line, 0, colon),
                   value = colon == SV_NONE ? SV("") : sv_trim(sv_from(line, colon + 1));
        if (sv_equal_nocase(name, SV("content-length"))) {
            sv_number(value, &length);
        } else if (sv_equal_nocase(name, SV("user-agent"))) {
            request->user_agent = (StringView){arena_copy_view(&request->arena, value), value.length};
        } else if (sv_equal_nocase(name, SV("accept-encoding"))) {
            request->takes_gzip = sv_find(value, SV("gzip")) != SV_NONE;
        } else if (sv_equal_nocase(name, SV("connection"))) {
            request->keeps_open = !sv_equal_nocase(value, SV("close"));
        }
    }
    return length > 0 && (size_t) length < LARGEST_REQUEST ? (size_t) length : 0;
}

bool http_read(Peer *peer, Request *request) {
    *request = (Request){.keeps_open = true};
    size_t end;
    while ((end = sv_find(string_view(&peer->got), SV("\r\n\r\n"))) == SV_NONE) {
        if (!read_more(peer)) {
            return false;
        }
    }
    Arena *arena = &request->arena;
    StringView head = {arena_copy_view(arena, sv_part(string_view(&peer->got), 0, end)), end}, line, path;
    if (!sv_line(&head, &line) || !sv_split(&line, ' ', &request->method) ||
        !sv_split(&line, ' ', &request->target)) {
        return false;
    }
    size_t length = body_length(request, head);
    while (peer->got.length < end + 4 + length) {
        if (!read_more(peer)) {
            return false;
        }
    }
    StringView body = sv_part(string_view(&peer->got), end + 4, length), rest = request->target;
    sv_split(&rest, '?', &path);
    request->path = decode(arena, path, false);
    request->sent = length > 0 ? (StringView){arena_copy_view(arena, body), length} : rest;
    read_parameters(request);
    size_t used = end + 4 + length;
    memmove(peer->got.data, peer->got.data + used, peer->got.length - used + 1);
    peer->got.length -= used;
    return true;
}

static bool put(int socket, StringView bytes) {
    while (bytes.length > 0) {
        ssize_t sent = send(socket, bytes.data, bytes.length, MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes = sv_from(bytes, (size_t) sent);
    }
    return true;
}

static void deflate_into(String *out, StringView text, int flush, z_stream *stream) {
    stream->next_in = (unsigned char *) (uintptr_t) text.data;
    stream->avail_in = (uInt) text.length;
    do {
        char buffer[16384];
        stream->next_out = (unsigned char *) buffer;
        stream->avail_out = sizeof buffer;
        deflate(stream, flush);
        string_add(out, (StringView){buffer, sizeof buffer - stream->avail_out});
    } while (stream->avail_out == 0);
}

static void pack(String *body, bool bomb) {
    String packed = {0};
    z_stream stream = {0};
    deflateInit2(&stream, bomb ? 9 : 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    if (bomb) {
        // A megabyte of blanks, after the first the same bytes each time; the check sum at the end is never reached.
        size_t size = 1 << 20;
        char *blanks = malloc(size);
        memset(blanks, ' ', size);
        deflate_into(&packed, (StringView){blanks, size}, Z_SYNC_FLUSH, &stream);
        size_t first = packed.length;
        deflate_into(&packed, (StringView){blanks, size}, Z_FULL_FLUSH, &stream);
        String one = {0};
        string_add(&one, sv_from(string_view(&packed), first));
        for (int i = 0; i < 510; i++) {
            string_add(&packed, string_view(&one));
        }
        string_free(&one);
        free(blanks);
    } else {
        deflate_into(&packed, string_view(body), Z_FINISH, &stream);
    }
    deflateEnd(&stream);
    string_free(body);
    *body = packed;
}

// Waits until the peer has gone, or a minute.
static void hold(Peer *peer) {
    struct pollfd gone = {.fd = peer->socket, .events = POLLIN | POLLRDHUP};
    poll(&gone, 1, 60000);
}

static bool send_chunks(Peer *peer, StringView body, bool whole) {
    String head = {0};
    bool ok = true;
    while (ok && body.length > 0) {
        size_t size = body.length < 5000 ? body.length : 5000;
        string_clear(&head);
        string_format(&head, "%zx\r\n", size);
        ok = put(peer->socket, string_view(&head)) && put(peer->socket, sv_part(body, 0, size)) &&
             put(peer->socket, SV("\r\n"));
        body = sv_from(body, size);
    }
    string_free(&head);
    return ok && whole && put(peer->socket, SV("0\r\n\r\n"));
}

static bool drip(Peer *peer, StringView body) {
    for (size_t i = 0; i < body.length; i++) {
        struct pollfd gone = {.fd = peer->socket, .events = POLLIN | POLLRDHUP};
        if (poll(&gone, 1, 100) > 0 || !put(peer->socket, sv_part(body, i, 1))) {
            return false;
        }
    }
    return true;
}

static void reset(Peer *peer) {
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(peer->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

bool http_send(Peer *peer, const Request *request, Response *response, const Fault *fault) {
    const char *name = fault ? fault->name : "";
    if (strcmp(name, "silent") == 0) {
        hold(peer);
        return false;
    }
    if (strcmp(name, "slow") == 0) {
        usleep((useconds_t) atoi(fault->argument) * 1000);
    }
    if (request->target.length > LONGEST_ADDRESS && sv_starts(request->path, SV("/ncbi/"))) {
        respond(response, 414, "text/html");
        string_add_text(&response->body,
                        "<html><head><title>414 Request-URI Too Large</title></head></html>\n");
    }
    bool bomb = strcmp(name, "bomb") == 0, damaged = strcmp(name, "damaged") == 0,
         cut = strcmp(name, "cut") == 0;
    bool truncated = strcmp(name, "truncated") == 0, stall = strcmp(name, "stall") == 0;
    bool gzip = bomb || damaged || (request->takes_gzip && response->body.length > 200 && name[0] == '\0');
    if (gzip) {
        pack(&response->body, bomb);
    }
    if (damaged) {
        response->body.data[response->body.length / 2] ^= 0x55;
    }
    StringView body = string_view(&response->body);
    bool chunked = cut || (response->chunked && name[0] == '\0');
    String head = {0};
    string_format(&head, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\n%s%s", response->status,
                  response->status == 200 ? "OK" : "Trouble", response->type, string_text(&response->headers),
                  gzip ? "Content-Encoding: gzip\r\n" : "");
    if (chunked) {
        string_add_text(&head, "Transfer-Encoding: chunked\r\n\r\n");
    } else {
        string_format(&head, "Content-Length: %zu\r\n\r\n", body.length);
    }
    bool goes_on = put(peer->socket, string_view(&head));
    string_free(&head);
    if (!goes_on) {
        return false;
    }
    if (cut) {
        return send_chunks(peer, sv_part(body, 0, body.length / 2), false);
    }
    if (chunked) {
        return send_chunks(peer, body, true) && request->keeps_open;
    }
    if (strcmp(name, "drip") == 0) {
        return drip(peer, body);
    }
    if (stall) {
        put(peer->socket, sv_part(body, 0, 10));
        hold(peer);
        return false;
    }
    if (truncated || strcmp(name, "reset") == 0) {
        put(peer->socket, sv_part(body, 0, body.length / 2));
        if (!truncated) {
            usleep(20000); // so that what was sent is read before
            reset(peer);
        }
        return false;
    }
    return put(peer->socket, body) && request->keeps_open;
}
