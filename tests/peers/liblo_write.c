/* Writes raw float32 samples into a new buffer of oscfactor, over TCP with SLIP (OSC 1.1), in one bundle.
 *
 * cc liblo_write.c -llo -o write && ./write PORT NAME SAMPLES
 *
 * One way only: liblo 0.31 reads answers on a connection that it opened itself as if they were size-prefixed.
 */
#include <lo/lo.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    float samples[512];
    FILE *file = argc == 4 ? fopen(argv[3], "rb") : NULL;
    if (!file)
        return 2;
    int n = fread(samples, sizeof(float), 512, file);
    fclose(file);

    lo_address daemon = lo_address_new_with_proto(LO_TCP, "127.0.0.1", argv[1]);
    lo_address_set_stream_slip(daemon, 1);
    lo_message alloc = lo_message_new(), write = lo_message_new();
    lo_message_add(alloc, "si", argv[2], n);
    lo_message_add(write, "sii", argv[2], 0, 0);
    for (int i = 0; i < n; i++)
        lo_message_add_float(write, samples[i]);
    lo_bundle bundle = lo_bundle_new(LO_TT_IMMEDIATE);
    lo_bundle_add_message(bundle, "/buffer/alloc", alloc);
    lo_bundle_add_message(bundle, "/buffer/write", write);
    int sent = lo_send_bundle(daemon, bundle);
    printf("sent %d bytes\n", sent);
    lo_bundle_free_recursive(bundle);
    lo_address_free(daemon);
    return sent < 0;
}
