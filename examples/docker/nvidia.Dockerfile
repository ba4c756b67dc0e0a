# Saccade on an NVIDIA GPU in a container without a display. Not tried on real hardware yet.
#   docker build -f examples/docker/nvidia.Dockerfile -t saccade .
#   docker run --rm --gpus all saccade doctor
#   docker run --rm --gpus all -v "$PWD":/data saccade run face_mesh /data/talk.mp4 --device gpu -o /data/mesh.jsonl
# The host needs NVIDIA's driver and nvidia-container-toolkit, nothing of Vulkan. The driver comes into the container at
# its start; `graphics` is what brings the Vulkan part of it, which --gpus all alone does not.
FROM debian:12 AS build
RUN apt-get update && apt-get install -y --no-install-recommends git make ca-certificates
COPY . /src
WORKDIR /src
RUN make build models && cmake --install build/release --prefix /opt/saccade && \
    mkdir -p /opt/saccade/share/saccade && cp -r build/models /opt/saccade/share/saccade/

FROM debian:12-slim
# libvulkan1: Vulkan's loader. libegl1 and libxext6: what NVIDIA's driver library asks for; no X server runs.
RUN apt-get update && apt-get install -y --no-install-recommends \
      libvulkan1 libegl1 libxext6 libprotobuf32 libspdlog1.10 libnettle8 \
      libavformat59 libavcodec59 libavutil57 libswscale6 libavdevice59 libavfilter8 && \
    rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/saccade /opt/saccade
ENV PATH=/opt/saccade/bin:$PATH \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility,graphics \
    SACCADE_CACHE=/tmp/saccade
ENTRYPOINT ["saccade"]
CMD ["doctor"]
