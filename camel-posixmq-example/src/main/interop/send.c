/* Sends a text to a queue: send QUEUE PRIORITY TEXT. Waits while the queue is full. */
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: send QUEUE PRIORITY TEXT\n");
        return 64;
    }
    mqd_t queue = mq_open(argv[1], O_WRONLY);
    if (queue == (mqd_t) -1 || mq_send(queue, argv[3], strlen(argv[3]), atoi(argv[2])) != 0) {
        perror(argv[1]);
        return 1;
    }
    return mq_close(queue);
}
