#include "carrel/engine/mailbox.h"

#include "carrel/base/memory.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

typedef struct Letter Letter;
struct Letter {
    Mail mail;
    Letter *next;
};

struct Mailbox {
    pthread_mutex_t mutex;
    Letter *first, *last;
    int wake;
};

Mailbox *mailbox_new(void) {
    Mailbox *mailbox = memory_new(sizeof *mailbox);
    pthread_mutex_init(&mailbox->mutex, NULL);
    mailbox->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return mailbox;
}

void mailbox_free(Mailbox *mailbox) {
    if (!mailbox) {
        return;
    }
    Mail mail;
    while (mailbox_take(mailbox, &mail)) {
        if (mail.destroy) {
            mail.destroy(mail.value);
        }
    }
    close(mailbox->wake);
    pthread_mutex_destroy(&mailbox->mutex);
    free(mailbox);
}

void mailbox_post(Mailbox *mailbox, MailTag tag, void *value, void (*destroy)(void *value)) {
    Letter *letter = memory_new(sizeof *letter);
    letter->mail = (Mail){tag, value, destroy};
    pthread_mutex_lock(&mailbox->mutex);
    bool was_empty = !mailbox->first;
    if (was_empty) {
        mailbox->first = letter;
    } else {
        mailbox->last->next = letter;
    }
    mailbox->last = letter;
    if (was_empty) {
        uint64_t one = 1;
        (void) !write(mailbox->wake, &one, sizeof one);
    }
    pthread_mutex_unlock(&mailbox->mutex);
}

bool mailbox_take(Mailbox *mailbox, Mail *mail) {
    pthread_mutex_lock(&mailbox->mutex);
    Letter *letter = mailbox->first;
    if (letter) {
        mailbox->first = letter->next;
        if (!mailbox->first) {
            uint64_t count;
            (void) !read(mailbox->wake, &count, sizeof count);
        }
    }
    pthread_mutex_unlock(&mailbox->mutex);
    if (!letter) {
        return false;
    }
    *mail = letter->mail;
    free(letter);
    return true;
}

int mailbox_fd(const Mailbox *mailbox) {
    return mailbox->wake;
}
