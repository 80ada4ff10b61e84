# The website in a container. Build: docker build --tag ourplace . It runs as a user without rights; everything it keeps is in /data.
FROM python:3.13-slim-bookworm AS build
RUN pip install --no-cache-dir "uv>=0.9"
WORKDIR /source
COPY pyproject.toml uv.lock README.md LICENSE ./
COPY src src
COPY script/fetch_map_library.py script/
RUN python script/fetch_map_library.py
# The locked versions, byte-compiled, then OurPlace itself as an ordinary package rather than a link to the source.
RUN uv venv /opt/ourplace \
    && uv export --quiet --frozen --no-hashes --no-emit-project --no-default-groups --extra web --extra postgres --output-file requirements.txt \
    && uv pip install --python /opt/ourplace/bin/python --compile-bytecode --requirement requirements.txt \
    && uv pip install --python /opt/ourplace/bin/python --compile-bytecode --no-deps .

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 1000 --home-dir /data --shell /usr/sbin/nologin ourplace \
    && install --directory --owner ourplace --mode 0700 /data
COPY --from=build /opt/ourplace /opt/ourplace
ENV PATH=/opt/ourplace/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OURPLACE_HOME=/data \
    XDG_CACHE_HOME=/data/cache
USER ourplace
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import socket; socket.create_connection(('127.0.0.1', 8000), 3).close()"]
CMD ["ourplace", "serve", "--port", "8000", "--no-demo"]
