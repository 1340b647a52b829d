/*
 * A process that uses POSIX message queues and shares no code with the wrapper. Every answer is one line on stdout.
 * peer.py does the same on a machine without a C compiler.
 */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void say(const char *line) {
    puts(line);
    fflush(stdout);
}

static void fail(const char *what) {
    printf("%s: %s\n", what, strerror(errno));
    fflush(stdout);
    exit(1);
}

static mqd_t open_queue(const char *name, int flags) {
    mqd_t queue = mq_open(name, flags);
    if (queue == (mqd_t) -1) {
        fail("mq_open");
    }
    return queue;
}

/* create NAME MAXMSG MSGSIZE MODE: creates a queue with a umask of zero. */
static void create(char **arg) {
    struct mq_attr attr = {0};
    attr.mq_maxmsg = atol(arg[1]);
    attr.mq_msgsize = atol(arg[2]);
    umask(0);
    if (mq_open(arg[0], O_RDWR | O_CREAT | O_EXCL, (mode_t) strtol(arg[3], NULL, 8), &attr) == (mqd_t) -1) {
        fail("mq_open");
    }
    say("created");
}

/* send NAME PRIORITY TEXT: sends one message, waiting for room. */
static void send_one(char **arg) {
    mqd_t queue = open_queue(arg[0], O_WRONLY);
    if (mq_send(queue, arg[2], strlen(arg[2]), (unsigned) atol(arg[1])) != 0) {
        fail("mq_send");
    }
    say("sent");
}

/* flood NAME TEXT: sends the text again and again, each time blocked in mq_send until there is room. */
static void flood(char **arg) {
    mqd_t queue = open_queue(arg[0], O_WRONLY);
    say("ready");
    for (;;) {
        if (mq_send(queue, arg[1], strlen(arg[1]), 0) != 0) {
            fail("mq_send");
        }
    }
}

/* receive NAME: takes one message, waiting for it, and prints its priority and its text. */
static void receive_one(char **arg) {
    mqd_t queue = open_queue(arg[0], O_RDONLY);
    struct mq_attr attr;
    unsigned priority = 0;
    mq_getattr(queue, &attr);
    char *body = malloc((size_t) attr.mq_msgsize + 1);
    ssize_t length = mq_receive(queue, body, (size_t) attr.mq_msgsize, &priority);
    if (length < 0) {
        fail("mq_receive");
    }
    printf("%u %.*s\n", priority, (int) length, body);
    fflush(stdout);
}

/* kill-then-send PID NAME TEXT: SIGKILL to a process and, before it can have gone, a message to a queue. */
static void kill_then_send(char **arg) {
    mqd_t queue = open_queue(arg[1], O_WRONLY | O_NONBLOCK);
    if (kill((pid_t) atol(arg[0]), SIGKILL) != 0) {
        fail("kill");
    }
    if (mq_send(queue, arg[2], strlen(arg[2]), 0) != 0) {
        fail("mq_send");
    }
    say("sent");
}

/* unlink NAME */
static void unlink_queue(char **arg) {
    if (mq_unlink(arg[0]) != 0) {
        fail("mq_unlink");
    }
    say("unlinked");
}

int main(int count, char **arg) {
    static const struct {
        const char *name;
        int arguments;
        void (*run)(char **);
    } commands[] = {
        {"create", 4, create},
        {"send", 3, send_one},
        {"flood", 2, flood},
        {"receive", 1, receive_one},
        {"kill-then-send", 3, kill_then_send},
        {"unlink", 1, unlink_queue},
    };
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (count > 1 && strcmp(arg[1], commands[i].name) == 0 && count - 2 == commands[i].arguments) {
            commands[i].run(arg + 2);
            return 0;
        }
    }
    fprintf(stderr, "unknown command\n");
    return 2;
}
