#include "connection.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"

#include <curl/curl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STALL_BYTES    10000
#define LONGEST_US     ((int64_t) 600 * 1000 * 1000) // one reply, however steadily it drips
#define MOST_HEADERS   ((size_t) 256 << 10)
#define LONGEST_NAP_MS 1000

struct Connection {
    ConnectionLimits limits;
    char *user_agent;
    CURLM *multi;
    CURL *easy;
    struct curl_slist *headers;
    atomic_bool stopped, offline;
    // of the request under way
    ConnectionReply *reply;
    size_t header_bytes;
    bool too_large;
};

Connection *connection_new(const ConnectionLimits *limits) {
    Connection *connection = memory_new(sizeof *connection);
    connection->limits = *limits;
    connection->user_agent = memory_copy_string(limits->user_agent);
    // Counted by libcurl, and safe on several threads at once since 7.84.
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        memory_is_out();
    }
    connection->multi = curl_multi_init();
    connection->easy = curl_easy_init();
    connection->headers = curl_slist_append(NULL, "Expect:"); // no waiting for "100 Continue"
    if (!connection->multi || !connection->easy || !connection->headers) {
        memory_is_out();
    }
    atomic_init(&connection->stopped, false);
    atomic_init(&connection->offline, false);
    return connection;
}

void connection_free(Connection *connection) {
    curl_easy_cleanup(connection->easy);
    curl_multi_cleanup(connection->multi);
    curl_slist_free_all(connection->headers);
    curl_global_cleanup();
    free(connection->user_agent);
    free(connection);
}

void connection_set_stopped(Connection *connection, bool stopped) {
    atomic_store(&connection->stopped, stopped);
    curl_multi_wakeup(connection->multi);
}

void connection_set_offline(Connection *connection, bool offline) {
    atomic_store(&connection->offline, offline);
    curl_multi_wakeup(connection->multi);
}

static ConnectionEnd interrupted(Connection *connection) {
    if (atomic_load(&connection->stopped)) {
        return CONNECTION_STOPPED;
    }
    return atomic_load(&connection->offline) ? CONNECTION_OFFLINE : CONNECTION_WHOLE;
}

ConnectionEnd connection_wait(Connection *connection, int64_t us) {
    int64_t until = clock_ticks_us() + us;
    for (;;) {
        ConnectionEnd end = interrupted(connection);
        int64_t left = until - clock_ticks_us();
        if (end != CONNECTION_WHOLE || left <= 0) {
            return end;
        }
        int64_t nap = (left + 999) / 1000;
        curl_multi_poll(connection->multi, NULL, 0, nap > LONGEST_NAP_MS ? LONGEST_NAP_MS : (int) nap, NULL);
    }
}

static size_t take_body(char *data, size_t one, size_t count, void *context) {
    (void) one; // always 1
    Connection *connection = context;
    String *body = &connection->reply->body;
    if (count > connection->limits.largest - body->length) {
        connection->too_large = true;
        return 0; // ends the transfer
    }
    string_add(body, (StringView){data, count});
    return count;
}

static size_t take_header(char *data, size_t one, size_t count, void *context) {
    (void) data;
    (void) one;
    Connection *connection = context;
    connection->header_bytes += count;
    if (connection->header_bytes > MOST_HEADERS) {
        connection->too_large = true;
        return 0;
    }
    return count;
}

static void prepare(Connection *connection, const char *url, const String *form, char *trouble) {
    CURL *easy = connection->easy;
    curl_easy_reset(easy); // keeps the open connections
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, connection->limits.plain_http ? "http,https" : "https");
    if (form) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) form->length);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, string_text(form));
    }
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, connection->headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, connection->user_agent);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long) connection->limits.connect_ms);
    curl_easy_setopt(easy, CURLOPT_MAXCONNECTS, 2L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); // a name that is being looked up is left behind
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, connection);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, connection);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, trouble);
}

static uint64_t received(Connection *connection) {
    curl_off_t body = 0;
    curl_easy_getinfo(connection->easy, CURLINFO_SIZE_DOWNLOAD_T, &body);
    return connection->header_bytes + (uint64_t) body;
}

// Runs the transfer to its end; false where it was left: *end and *why say why.
static bool transfer(Connection *connection, CURLcode *code, ConnectionEnd *end, String *why) {
    int64_t start = clock_ticks_us(), window = start;
    uint64_t window_bytes = 0;
    int running = 1;
    for (;;) {
        if (curl_multi_perform(connection->multi, &running) != CURLM_OK) {
            memory_is_out(); // the only trouble it has with what it is given here
        }
        *end = interrupted(connection);
        if (*end != CONNECTION_WHOLE) {
            return false;
        }
        if (running == 0) {
            break;
        }
        int64_t now = clock_ticks_us(), stall = (int64_t) connection->limits.stall_ms * 1000;
        if (now - window >= stall) {
            uint64_t bytes = received(connection);
            if (bytes - window_bytes < STALL_BYTES || now - start >= LONGEST_US) {
                *end = CONNECTION_BROKEN;
                string_format(why, bytes == 0 ? "sent nothing for %lld s" : "stalled after %lld s",
                              (long long) ((now - start + 500000) / 1000000));
                return false;
            }
            window = now;
            window_bytes = bytes;
        }
        int64_t nap = (window + stall - now + 999) / 1000;
        curl_multi_poll(connection->multi, NULL, 0, nap > LONGEST_NAP_MS ? LONGEST_NAP_MS : (int) nap, NULL);
    }
    int left;
    CURLMsg *message = curl_multi_info_read(connection->multi, &left);
    *code = message ? message->data.result : CURLE_RECV_ERROR;
    return true;
}

// Seconds or a date (RFC 9110, 10.2.3).
static int64_t retry_after(CURL *easy) {
    struct curl_header *header;
    if (curl_easy_header(easy, "Retry-After", 0, CURLH_HEADER, -1, &header) != CURLHE_OK) {
        return 0;
    }
    StringView value = sv_trim(sv(header->value));
    long long seconds;
    if (value.length > 0 && strspn(value.data, "0123456789") >= value.length) {
        // What does not fit is later than anything anyway.
        return value.length > 9 || !sv_number(value, &seconds) ? INT64_MAX : seconds * 1000;
    }
    time_t date = curl_getdate(header->value, NULL);
    int64_t wait = date == -1 ? 0 : (int64_t) date * 1000 - clock_now_ms();
    return wait > 0 ? wait : 0;
}

static void read_facts(CURL *easy, ConnectionReply *reply) {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    reply->status = (int) status;
    const char *type = NULL, *location = NULL;
    curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
    StringView rest = sv(type), name;
    if (sv_split(&rest, ';', &name)) {
        name = sv_trim(name);
        for (size_t i = 0; i < name.length; i++) {
            char c = name.data[i];
            string_add_char(&reply->content_type, c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
        }
    }
    curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &location);
    string_add_text(&reply->location, location);
    reply->retry_after_ms = retry_after(easy);
}

static ConnectionEnd judge(CURLcode code, const char *trouble, String *why) {
    switch (code) {
    case CURLE_OK:
        return CONNECTION_WHOLE;
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2_STREAM:
        string_add_text(why, "closed the connection before the whole reply had come");
        return CONNECTION_BROKEN;
    case CURLE_GOT_NOTHING:
        string_add_text(why, "closed the connection without a reply");
        return CONNECTION_BROKEN;
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        string_add_text(why, "broke the connection");
        break;
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        string_add_text(why, "could not be reached");
        break;
    case CURLE_BAD_CONTENT_ENCODING:
        string_add_text(why, "sent a reply whose compression is damaged");
        return CONNECTION_BROKEN;
    default:
        string_add_text(why, "could not be asked");
        break;
    }
    string_format(why, " (%s)", trouble[0] ? trouble : curl_easy_strerror(code));
    return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_URL_MALFORMAT ||
                   code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_SSL_CACERT_BADFILE
               ? CONNECTION_REFUSED
               : CONNECTION_BROKEN;
}

ConnectionEnd connection_ask(Connection *connection, const char *url, const String *form,
                             ConnectionReply *reply, String *why) {
    reply->status = 0;
    reply->bytes = 0;
    reply->retry_after_ms = 0;
    string_clear(&reply->content_type);
    string_clear(&reply->body);
    string_clear(&reply->location);
    connection->reply = reply;
    connection->header_bytes = 0;
    connection->too_large = false;
    ConnectionEnd end = interrupted(connection);
    if (end != CONNECTION_WHOLE) {
        return end;
    }
    char trouble[CURL_ERROR_SIZE] = "";
    prepare(connection, url, form, trouble);
    if (curl_multi_add_handle(connection->multi, connection->easy) != CURLM_OK) {
        memory_is_out();
    }
    CURLcode code = CURLE_OK;
    if (transfer(connection, &code, &end, why)) {
        end = judge(code, trouble, why);
        if (connection->too_large) {
            end = CONNECTION_REFUSED;
            string_clear(why);
            size_t most = connection->limits.largest;
            bool large = most >= 1 << 20;
            string_format(why, "sent more than %zu %s, which no reply to such a question has",
                          large ? most >> 20 : most, large ? "MB" : "bytes");
        }
    }
    read_facts(connection->easy, reply);
    reply->bytes = received(connection);
    curl_multi_remove_handle(connection->multi, connection->easy); // closes what is unfinished
    curl_easy_setopt(connection->easy, CURLOPT_ERRORBUFFER, NULL);
    return end;
}
