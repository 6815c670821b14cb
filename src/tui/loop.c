#include "loop.h"

#include "acts.h"
#include "drawing.h"
#include "exporting.h"
#include "mail.h"
#include "mousing.h"
#include "queue.h"
#include "reading.h"
#include "scanning.h"
#include "screening.h"

#include "carrel/base/clock.h"
#include "carrel/term/signals.h"

#include <poll.h>

// How often the progress of an import is looked at; without one nothing is timed.
#define PROGRESS_MS 250

static unsigned context_of(const App *app) {
    static const unsigned contexts[] = {CONTEXT_LIST, CONTEXT_ABSTRACT, CONTEXT_LINKS};
    return app->overlay.kind == OVERLAY_PAGER ? CONTEXT_PAGER
           : comparing_is_open(app)           ? CONTEXT_COMPARE
           : mapping_is_open(app)             ? CONTEXT_MAP
                                              : contexts[app->focus];
}

static void run_binding(App *app, const Binding *binding) {
    int count = app->count;
    app->count = 0;
    app->typed.count = 0;
    if (binding->arguments) {
        String line = {0};
        Error err = {0};
        string_format(&line, "%s %s", actions[binding->action].name, binding->arguments);
        if (!app_run_line(app, string_view(&line), &err)) {
            app_say_error(app, &err);
        }
        string_free(&line);
        return;
    }
    bool takes_count = (actions[binding->action].flags & ACTION_TAKES_COUNT) != 0;
    Call call = {.action = binding->action, .count = takes_count ? count : 0, .rest = "", .typed = true};
    act(app, &call);
}

// The letter that gm and ' wait for.
static void take_letter(App *app, KeyCode key) {
    ActionId action = app->wants_letter;
    app->wants_letter = ACTION_NONE;
    if (key >= 'a' && key <= 'z') {
        char letter[2] = {(char) key, '\0'};
        const char *arguments[] = {letter};
        Call call = {.action = action, .arguments = arguments, .argument_count = 1, .rest = letter};
        act(app, &call);
    } else {
        app_say(app, ROLE_NORMAL, "A mark is one letter, a to z");
    }
}

static bool is_decision_in_capitals(const App *app, KeyCode key) {
    KeySequence small = {.keys = {key - 'A' + 'a'}, .count = 1};
    const Binding *binding;
    return key >= 'A' && key <= 'Z' &&
           keymap_find(&app->keymap, context_of(app), &small, &binding) == KEYS_MATCH &&
           (actions[binding->action].flags & ACTION_DECIDES);
}

static void unknown_key(App *app, KeyCode key) {
    String name = {0};
    for (size_t i = 0; i < app->typed.count; i++) {
        key_add_name(app->typed.keys[i], &name);
    }
    bool alone = app->typed.count == 1;
    app->typed.count = 0;
    app->count = 0;
    // With Caps Lock on every key is another: the decision keys say so and do nothing.
    if (alone && is_decision_in_capitals(app, key)) {
        app_say(app, ROLE_WARNING, "Caps Lock? %s does nothing", name.data);
    } else {
        app_say(app, ROLE_NORMAL, "%s does nothing here; ? shows the keys", string_text(&name));
    }
    string_free(&name);
}

static void take_key(App *app, KeyCode key) {
    app->dirty = true;
    if (key == KEYCODE_UNKNOWN || overlay_key(app, key)) {
        return;
    }
    if (screening_is_on(app)) {
        screening_key(app, key);
        return;
    }
    app->message_shown = false;
    scanning_cancel(app);
    app->queue.going = ACTION_NONE;
    if (app->wants_letter) {
        take_letter(app, key);
        return;
    }
    bool digit = key >= '0' && key <= '9' && (key != '0' || app->count > 0);
    if (digit && app->typed.count == 0) {
        app->count = app->count < 10000000 ? app->count * 10 + (int) (key - '0') : app->count;
        return;
    }
    if (app->typed.count == KEY_SEQUENCE_MOST) {
        app->typed.count = 0;
    }
    app->typed.keys[app->typed.count++] = key;
    const Binding *binding;
    switch (keymap_find(&app->keymap, context_of(app), &app->typed, &binding)) {
    case KEYS_MATCH:
        run_binding(app, binding);
        break;
    case KEYS_PREFIX:
        break;
    case KEYS_UNKNOWN:
        unknown_key(app, key);
        break;
    }
}

// All that was typed, before anything is drawn: a burst of keys costs one picture.
static void take_input(App *app) {
    InputEvent event;
    term_input_read(app->input);
    while (!app->quit && term_input_next(app->input, &event)) {
        switch (event.kind) {
        case INPUT_KEY:
            take_key(app, event.key);
            break;
        case INPUT_PASTE:
            overlay_paste(app, event.text);
            break;
        case INPUT_MOUSE:
            mousing_take(app, &event);
            break;
        case INPUT_HANGUP:
            app->quit = 1;
            break;
        }
    }
}

static void take_signals(App *app) {
    unsigned signals = signals_take();
    if (signals & (SIGNALS_RESIZE | SIGNALS_CONTINUE)) {
        if (screen_resize(app->screen)) {
            app->dirty = true;
        }
        if (signals & SIGNALS_CONTINUE) {
            screen_redraw(app->screen);
            app->dirty = true;
        }
    }
    if (signals & SIGNALS_INTERRUPT) {
        Call call = {.action = ACTION_STOP, .rest = ""};
        act(app, &call);
    }
    if (signals & SIGNALS_SUSPEND) {
        Call call = {.action = ACTION_SUSPEND, .rest = ""};
        act(app, &call);
    }
    if (signals & (SIGNALS_END | SIGNALS_HANGUP)) {
        app->quit = 1;
    }
}

static int shorter(int a, int b) {
    return a < 0 ? b : b < 0 || a < b ? a : b;
}

// Everything asked for is answered, safe on disk and drawn.
static bool is_idle(const App *app) {
    return !app->dirty && !app->marks_dirty && !app->importing && !app->exporting && !app->scan.running &&
           !app->queue.asked && !app->tally.asked && !app->reading.similar_asked && !app->session.waiting &&
           !app->shelving.shelf && !app->desk.loading && app->desk.unconfirmed == 0 && !app->chasing.asked &&
           !adding_is_on(app) && !fetching_brings(app) && !app->comparing.search &&
           !app->statistics.figures && !term_input_pending(app->input) &&
           term_input_timeout_ms(app->input) < 0;
}

// What streams in changes a number with every message and step; drawing each would keep a core from it and
// the terminal busy. What no key changed is drawn a few times a second.
#define FRAME_US 100000

static bool is_streaming(const App *app) {
    return app->importing || adding_is_on(app) || fetching_brings(app);
}

// Takes messages, and the next step of what goes on in steps; *put_off: what they changed waits for its
// frame. true when messages are left.
static bool go_on(App *app, int64_t drawn_us, bool *put_off) {
    bool was_dirty = app->dirty;
    bool left = mail_take(app);
    mail_refresh(app);
    if (app->exporting) {
        exporting_step(app);
    }
    if (fetching_brings(app)) {
        fetching_step(app);
    }
    if (adding_is_on(app)) {
        adding_step(app);
    }
    if (!was_dirty && app->dirty && is_streaming(app)) {
        *put_off = true;
        app->dirty = false;
    }
    if (*put_off && (!is_streaming(app) || clock_ticks_us() - drawn_us >= FRAME_US)) {
        *put_off = false;
        app->dirty = true;
    }
    if (app->scan.running) {
        scanning_step(app);
    }
    return left;
}

void loop_run(App *app) {
    struct pollfd fds[] = {
        {.fd = screen_input_fd(app->screen), .events = POLLIN},
        {.fd = mailbox_fd(app->mailbox), .events = POLLIN},
        {.fd = signals_fd(), .events = POLLIN},
    };
    bool mail_left = false, put_off = false;
    int64_t drawn_us = 0;
    while (!app->quit) {
        shelving_stay(app);
        if ((app->dirty || app->marks_dirty) && !term_input_pending(app->input)) {
            if (app->importing) {
                jobs_refresh(app);
            }
            drawing_draw(app);
            drawn_us = clock_ticks_us();
        }
        if (!mail_left && !term_input_pending(app->input)) {
            asking_ahead(app);
        }
        if (!mail_left && !put_off && is_idle(app)) {
            screen_mark_idle(app->screen, term_input_taken(app->input));
        }
        int timeout = term_input_timeout_ms(app->input);
        timeout = shorter(timeout, put_off                                ? FRAME_US / 1000
                                   : app->importing || app->chasing.asked ? PROGRESS_MS
                                                                          : -1);
        if (mail_left || app->exporting || adding_is_on(app) || fetching_brings(app) || app->scan.running ||
            app->dirty || app->marks_dirty) {
            timeout = 0;
        }
        int ready = poll(fds, 3, timeout);
        if (ready == 0 && (app->importing || app->chasing.asked)) {
            app->dirty = true;
        }
        take_signals(app);
        take_input(app);
        mail_left = go_on(app, drawn_us, &put_off);
    }
}
