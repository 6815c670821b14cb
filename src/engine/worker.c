#include "worker.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

void worker_start(pthread_t *thread, void *(*run)(void *), void *context) {
    sigset_t all, old;
    sigfillset(&all);
    // A fault of the thread's own must still reach the handler that restores the terminal.
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGABRT);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int status = pthread_create(thread, NULL, run, context);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (status != 0) {
        fprintf(stderr, "carrel: no thread can be started: %s\n", strerror(status));
        abort();
    }
}

void worker_stand_back(void) {
    setpriority(PRIO_PROCESS, 0, 10);
}

void worker_give_back_memory(void) {
    // Under the address sanitizer the heap is not the C library's, which would trim what was never set up.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
    malloc_trim(0);
#endif
}
