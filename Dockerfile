# syntax=docker/dockerfile:1

# The whole program in one small image: serve (the default), migrate, seed,
# doctor and the rest. It runs as a user without rights, on a read-only root.
#
#   docker build -t carewright .
#   docker run --rm --read-only --cap-drop ALL --security-opt no-new-privileges \
#       -v carewright-data:/data -v carewright-keys:/keys:ro -p 127.0.0.1:8080:8080 \
#       -e CAREWRIGHT_SERVER__PUBLIC_URL=https://care.example.org carewright
#
# compose.yaml shows two processes on PostgreSQL, and how keys are made.

FROM rust:1.95-bookworm AS build
WORKDIR /source
COPY . .
# The caches stay with the builder, so the program is copied out of them. /out is
# laid out as it will be in the image: the folders must belong to the user there.
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/source/target,sharing=locked \
    cargo build --profile dist --locked --bin carewright \
    && install -D --mode=0755 target/dist/carewright /out/usr/local/bin/carewright \
    && install -d --mode=0700 /out/data /out/keys

# Debian's slim image: the C library and nothing to build with. The program brings
# its own certificates and time zones; its user has no rights and no home.
FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="Carewright" \
      org.opencontainers.image.description="A care-management API" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build --chown=65532:65532 /out/keys /keys
COPY --from=build /out/usr/local/bin/carewright /usr/local/bin/carewright
COPY LICENSE NOTICE /usr/share/doc/carewright/

# In a container the listener must be reached from outside, which only production
# allows. /data is written to only where the database is SQLite.
ENV CAREWRIGHT_MODE=production \
    CAREWRIGHT_SERVER__LISTEN=0.0.0.0:8080 \
    CAREWRIGHT_DATA_DIR=/data \
    CAREWRIGHT_KEYS__DIRECTORY=/keys
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
# The program asks its own /readyz: there is no curl here.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["/usr/local/bin/carewright", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/carewright"]
CMD ["serve"]
