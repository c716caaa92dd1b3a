/* How a worker in somebody else's hands would lie to the parent, or leave it. The including file
 * defines _GNU_SOURCE. */
#ifndef LIES_H
#define LIES_H

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "worker.h"

static int socket_of_worker(void) {
    struct stat status;
    for (int file = 3; file < 1024; file++) {
        if (fstat(file, &status) == 0 && S_ISSOCK(status.st_mode)) {
            return file;
        }
    }
    return -1;
}

/* struct intake begins with its setting and its page. */
static struct worker_page *page_of(struct intake *intake) {
    return ((struct worker_page *const *)(void *)intake)[1];
}

static void send_garbage(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    uint8_t message[68] = {64};
    memset(message + 4, 0xA5, 64);
    (void)!write(socket_of_worker(), message, sizeof message);
}

static void send_overlong(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    (void)!write(socket_of_worker(), "\xFF\xFF\xFF\xFF", 4);
}

static void send_half(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    (void)!write(socket_of_worker(), "\0\4\0\0half", 8);
    _exit(0);
}

static void speak_of_another_root(struct intake *intake, const struct origin *origin) {
    struct origin other = *origin;
    other.root = 77;
    intake_problem(intake, &other, "test", "believed", "");
}

static void speak_of_another_file(struct intake *intake, const struct origin *origin) {
    struct origin other = *origin;
    other.path = "somewhere/else.crt";
    intake_problem(intake, &other, "test", "believed", "");
}

static void say(enum record_type type) {
    struct record record = record_of(type);
    struct buffer message = {0};
    struct exchange exchange = {.out = &message};
    record_exchange(&exchange, &record);
    uint8_t head[4] = {(uint8_t)message.length};
    (void)!write(socket_of_worker(), head, sizeof head);
    (void)!write(socket_of_worker(), message.bytes, message.length);
    buffer_release(&message);
}

static void judge_a_signature(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    say(RECORD_VERDICT);
}

static void fall(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    volatile uintptr_t nowhere = 8;
    *(volatile int *)nowhere = 1;
}

static void give_up(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    abort();
}

static void leave(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    _exit(0);
}

static void turn(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    for (volatile uint64_t turns = 0;; turns++) {
    }
}

static void pretend_progress(struct intake *intake, const struct origin *origin) {
    (void)origin;
    for (;;) {
        intake_alive(intake);
    }
}

static void pretend_to_be_early(struct intake *intake, const struct origin *origin) {
    (void)origin;
    atomic_store(&page_of(intake)->since, UINT64_MAX);
    atomic_store(&page_of(intake)->begun, UINT64_MAX);
    pause();
    for (;;) {
        sched_yield();
    }
}

static void scribble(struct intake *intake, const struct origin *origin) {
    (void)origin;
    memset(page_of(intake), 0xFF, sizeof(struct worker_page));
    _exit(0);
}

/* As if it had never been confined, which would be no matter of what it reads. */
static void forget(struct intake *intake, const struct origin *origin) {
    (void)origin;
    memset(page_of(intake), 0, sizeof(struct worker_page));
    _exit(0);
}

static void boast_of_being_ready(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    say(RECORD_READY);
}

static void talk_without_end(struct intake *intake, const struct origin *origin) {
    char detail[24];
    for (unsigned i = 0;; i++) {
        snprintf(detail, sizeof detail, "%u", i);
        intake_problem(intake, origin, "test", "flood", detail);
    }
}

static void claim_to_be_done(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    for (int i = 0; i < 3; i++) {
        say(RECORD_DONE);
    }
    pause();
}

/* code: what the parent says of the file. alone: spoils more than that. */
static const struct lie {
    const char *name;
    void (*tell)(struct intake *intake, const struct origin *origin);
    const char *code;
    bool alone;
} lies[] = {
    {"ready", boast_of_being_ready, "parser-crash", false},
    {"flood", talk_without_end, "limit", true},
    {"garbage", send_garbage, "parser-crash", false},
    {"overlong", send_overlong, "parser-crash", false},
    {"half", send_half, "parser-crash", false},
    {"another-root", speak_of_another_root, "parser-crash", false},
    {"another-file", speak_of_another_file, "parser-crash", false},
    {"verdict", judge_a_signature, "parser-crash", false},
    {"fall", fall, "parser-crash", false},
    {"abort", give_up, "parser-crash", false},
    {"exit", leave, "parser-crash", false},
    {"turn", turn, "timeout", false},
    {"progress", pretend_progress, "timeout", true},
    {"early", pretend_to_be_early, "timeout", true},
    {"scribble", scribble, "account", true},
    {"forget", forget, "parser-crash", true},
    {"done", claim_to_be_done, "account", true},
};

#endif
