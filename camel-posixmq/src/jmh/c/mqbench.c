/*
 * The limit: POSIX message queues as C uses them, blocking mq_send(3) and mq_receive(3). One role a process; commands come
 * on standard input and are answered by one line each, as the Java roles do (class Roles).
 *
 *   mqbench run RECEIVE_QUEUE|- SEND_QUEUE|- SIZE [BUSY]   expect N, await, send N; the receiver is busy BUSY ns a message
 *   mqbench echo FROM TO SIZE                         each message back, until killed
 *   mqbench client TO FROM SIZE FILE                  rtt N: N round trips, their nanoseconds to FILE
 *   mqbench create QUEUE DEPTH SIZE, mqbench unlink QUEUE
 *   mqbench syscall                                   the nanoseconds of a system call that does nothing
 *   mqbench pair QUEUE                                pair plain SIZE DEPTH PRIORITIES N: N send+receive pairs in one thread
 */
#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MAX_SIZE 65536

static char body[MAX_SIZE];
static char inbox[MAX_SIZE];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t arrived = PTHREAD_COND_INITIALIZER;
static pthread_cond_t armed = PTHREAD_COND_INITIALIZER;
static long target;
static long busy;
static long long last;

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void need(int ok, const char *what) {
    if (!ok) {
        perror(what);
        exit(1);
    }
}

static mqd_t queue(const char *name, int access) {
    mqd_t q = mq_open(name, access);
    need(q != (mqd_t) -1, name);
    return q;
}

static void *receiver(void *name) {
    mqd_t q = queue(name, O_RDONLY);
    for (;;) {
        long want;
        pthread_mutex_lock(&lock);
        while (target == 0)
            pthread_cond_wait(&armed, &lock);
        want = target;
        pthread_mutex_unlock(&lock);
        for (long i = 0; i < want; i++) {
            need(mq_receive(q, inbox, sizeof inbox, NULL) >= 0, "mq_receive");
            if (busy > 0)
                for (long long end = now() + busy; now() < end;)
                    ;
        }
        pthread_mutex_lock(&lock);
        last = now();
        target = 0;
        pthread_cond_signal(&arrived);
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

static void expect(long n) {
    pthread_mutex_lock(&lock);
    target = n;
    pthread_cond_signal(&armed);
    pthread_mutex_unlock(&lock);
    puts("ok");
}

static void await(void) {
    pthread_mutex_lock(&lock);
    while (target != 0)
        pthread_cond_wait(&arrived, &lock);
    printf("ok %lld\n", last);
    pthread_mutex_unlock(&lock);
}

static void run(char *from, char *to, size_t size) {
    mqd_t out = -1;
    pthread_t thread;
    char line[128];
    long n;
    if (strcmp(from, "-") != 0)
        need(pthread_create(&thread, NULL, receiver, from) == 0, "pthread_create");
    if (strcmp(to, "-") != 0)
        out = queue(to, O_WRONLY);
    puts("ready");
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "expect %ld", &n) == 1) {
            expect(n);
        } else if (sscanf(line, "send %ld", &n) == 1) {
            long long start = now();
            for (long i = 0; i < n; i++)
                need(mq_send(out, body, size, 0) == 0, "mq_send");
            printf("ok %lld\n", start);
        } else {
            await();
        }
    }
}

/* The harness has gone: so must we, from whatever call we are blocked in. */
static void *end_with_input(void *unused) {
    while (getchar() != EOF)
        ;
    exit(0);
    return unused;
}

static void echo(const char *from, const char *to) {
    mqd_t in = queue(from, O_RDONLY), out = queue(to, O_WRONLY);
    pthread_t thread;
    need(pthread_create(&thread, NULL, end_with_input, NULL) == 0, "pthread_create");
    puts("ready");
    for (;;) {
        ssize_t length = mq_receive(in, inbox, sizeof inbox, NULL);
        need(length >= 0, "mq_receive");
        need(mq_send(out, inbox, length, 0) == 0, "mq_send");
    }
}

static void client(const char *to, const char *from, size_t size, const char *file) {
    mqd_t out = queue(to, O_WRONLY), in = queue(from, O_RDONLY);
    char line[128];
    long n;
    puts("ready");
    while (fgets(line, sizeof line, stdin) && sscanf(line, "rtt %ld", &n) == 1) {
        FILE *f = fopen(file, "w");
        int64_t *took = malloc(n * sizeof *took);
        need(f != NULL && took != NULL, file);
        for (long i = 0; i < n; i++) {
            long long start = now();
            need(mq_send(out, body, size, 0) == 0, "mq_send");
            need(mq_receive(in, inbox, sizeof inbox, NULL) >= 0, "mq_receive");
            took[i] = now() - start;
        }
        need(fwrite(took, sizeof *took, n, f) == (size_t) n && fclose(f) == 0, file);
        free(took);
        puts("ok");
    }
}

static void pair(const char *name) {
    mqd_t q = queue(name, O_RDWR);
    char line[128];
    long size, depth, priorities, n;
    puts("ready");
    while (fgets(line, sizeof line, stdin)
           && sscanf(line, "pair plain %ld %ld %ld %ld", &size, &depth, &priorities, &n) == 4) {
        unsigned seed = 1;
        for (long i = 0; i < depth; i++, seed = seed * 1103515245u + 12345u)
            need(mq_send(q, body, size, (seed >> 16) % priorities) == 0, "mq_send");
        long long start = now();
        for (long i = 0; i < n; i++, seed = seed * 1103515245u + 12345u) {
            need(mq_send(q, body, size, (seed >> 16) % priorities) == 0, "mq_send");
            need(mq_receive(q, inbox, sizeof inbox, NULL) >= 0, "mq_receive");
        }
        printf("ok %lld\n", now() - start);
        for (long i = 0; i < depth; i++)
            need(mq_receive(q, inbox, sizeof inbox, NULL) >= 0, "mq_receive");
    }
}

static void system_call(void) {
    const long calls = 1000000;
    long long start = now();
    for (long i = 0; i < calls; i++)
        syscall(SYS_getppid);
    printf("%lld\n", (now() - start) / calls);
}

static void create(const char *name, long depth, long size) {
    struct mq_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.mq_maxmsg = depth;
    attr.mq_msgsize = size;
    need(mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attr) != (mqd_t) -1, name);
}

int main(int argc, char **argv) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    memset(body, 'x', sizeof body);
    if ((argc == 5 || argc == 6) && strcmp(argv[1], "run") == 0) {
        busy = argc == 6 ? strtol(argv[5], NULL, 10) : 0;
        run(argv[2], argv[3], strtoul(argv[4], NULL, 10));
    } else if (argc == 5 && strcmp(argv[1], "echo") == 0)
        echo(argv[2], argv[3]);
    else if (argc == 6 && strcmp(argv[1], "client") == 0)
        client(argv[2], argv[3], strtoul(argv[4], NULL, 10), argv[5]);
    else if (argc == 3 && strcmp(argv[1], "pair") == 0)
        pair(argv[2]);
    else if (argc == 5 && strcmp(argv[1], "create") == 0)
        create(argv[2], strtol(argv[3], NULL, 10), strtol(argv[4], NULL, 10));
    else if (argc == 2 && strcmp(argv[1], "syscall") == 0)
        system_call();
    else if (argc == 3 && strcmp(argv[1], "unlink") == 0)
        need(mq_unlink(argv[2]) == 0, argv[2]);
    else
        return 2;
    return 0;
}
