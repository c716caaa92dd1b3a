/* Container images in tar files: what their manifests call the image, and which files a later layer
 * deletes. Such files are in no running container, but in every copy of the image. */
#ifndef DECODERS_CONTAINER_IMAGE_H
#define DECODERS_CONTAINER_IMAGE_H

#include "base/buffer.h"
#include "decoders/decoder.h"

struct container_image;

/* Reads the archive once for its manifests and for the whiteouts of its layers (OCI image
 * specification, "Layer Filesystem Changeset"). first: path of its first member, which alone
 * decides whether that is tried. NULL where it is no image. Freed with container_image_free. */
struct container_image *container_image_survey(const struct blob *archive,
                                               struct examiner *examiner, const char *first);
void container_image_free(struct container_image *image);

/* Writes the trail element of a member: "app:1.0!PATH" for the layers of an image that has a name,
 * the path for everything else. image may be NULL. */
void container_image_place(const struct container_image *image, const char *path,
                           struct buffer *element);

/* Observes each file of a layer that a later layer of every image with this layer deletes: code
 * "image-deleted-file". path and content are the layer's as a member of the archive; does nothing
 * for other members. image may be NULL. */
void container_image_compare(const struct container_image *image, const struct blob *archive,
                             struct examiner *examiner, const char *path, struct span content);

#endif
