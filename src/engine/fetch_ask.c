#include "fetch_parts.h"

#define ATTEMPTS 3

void fetch_add_ids(const int64_t *ids, size_t count, String *out) {
    for (size_t i = 0; i < count; i++) {
        string_format(out, "%s%lld", i > 0 ? "," : "", (long long) ids[i]);
    }
}

// What the service said, without what is the user's own.
static void set_error(Worker *worker, const Error *why, unsigned attempts, Error *err) {
    String text = {0};
    host_redact(worker->host, &text, sv(why->text));
    error_set(err, ERROR_NETWORK, "%s: %s", services[worker->service].title, string_text(&text));
    if (attempts > 1) {
        String said = {0};
        string_add_text(&said, err->text);
        error_set(err, ERROR_NETWORK, "%s (asked %u times)", string_text(&said), attempts);
        string_free(&said);
    }
    string_free(&text);
}

static AskOutcome outcome_of(const HostReply *reply, Error *err) {
    bool later = reply->outcome == HOST_STOPPED || reply->outcome == HOST_OFFLINE;
    if (err->kind == ERROR_NONE) {
        error_set(err, ERROR_NETWORK, "the service did not answer");
    }
    return later ? ASK_LATER : ASK_FAILED;
}

AskOutcome fetch_ask(Worker *worker, Job *job, const HostRequest *request, ReadReply *read, void *context,
                     String *body, Error *err) {
    HostReply reply = {0};
    AskOutcome outcome = ASK_FAILED;
    bool again = true;
    for (unsigned attempt = 1; again; attempt++) {
        Error why = {0};
        *err = (Error){0};
        bool answered = host_ask(worker->host, request, &reply, err);
        worker->status = reply.status;
        job_count_requests(worker, job, reply.attempts);
        job_say(worker, job, "");
        again = false;
        if (!answered) {
            outcome = outcome_of(&reply, err);
            break;
        }
        StringView text = string_view(&reply.body);
        bool good = reply.status >= 200 && reply.status < 300;
        switch (good ? read(context, text, &why) : reply_judge(reply.status, text, &why)) {
        case REPLY_WHOLE:
            outcome = ASK_GOT;
            break;
        case REPLY_GAPS:
            outcome = ASK_GOT;
            set_error(worker, &why, 1, err);
            break;
        case REPLY_SPLIT:
            outcome = ASK_SPLIT;
            set_error(worker, &why, attempt, err);
            break;
        case REPLY_AGAIN:
            set_error(worker, &why, attempt, err);
            host_refused(worker->host); // whatever is wrong there, it is not asked faster for it
            job_say(worker, job, err->text);
            again = attempt < ATTEMPTS;
            break;
        case REPLY_REFUSED:
            set_error(worker, &why, 1, err);
            break;
        }
    }
    if (outcome == ASK_GOT && body) {
        string_clear(body);
        string_add(body, string_view(&reply.body));
    }
    host_reply_free(&reply);
    return outcome;
}
