#ifndef ENGINE_WORKER_H
#define ENGINE_WORKER_H

#include <pthread.h>
#include <stdbool.h>

// Starts a worker thread with all signals blocked, so that only the UI thread
// sees them. Ends the program with a sentence where no thread can be made.
void worker_start(pthread_t *thread, void *(*run)(void *), void *context);
// Lets the calling thread stand back behind the screen (nice 10; Linux keeps it per thread).
void worker_stand_back(void);
// Gives memory that is free again back to the system, where the C library keeps it.
void worker_give_back_memory(void);

#endif
