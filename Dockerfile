# The image holds Tollgate and its production packages, no compiler and no Redis: set REDIS_URL.
#
#   docker build -t tollgate .
#   docker run --network host -e REDIS_URL=redis://127.0.0.1:6379 tollgate
#
# It listens on loopback only, which suits a sidecar that shares its gateway's network. For any other network set
# TOLLGATE_GRPC_ADDRESS and TOLLGATE_HTTP_ADDRESS, and auth.tokens in config/tollgate.yaml.
# The RUN lines of the first two stages need no container: .ci/run executes them as an ordinary user.

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
RUN node scripts/build.mjs

FROM node:22-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
RUN find node_modules -type f \( -name '*.ts' -o -name '*.cts' -o -name '*.mts' -o -name '*.map' -o -name '*.md' \) ! -iname 'licen*' -delete
RUN rm -rf node_modules/@types node_modules/zod/src node_modules/libphonenumber-js/bundle node_modules/libphonenumber-js/build
RUN cd node_modules && rm -rf kysely/dist/cjs @electric-sql/pglite/dist/*.tar.gz @electric-sql/pglite/dist/*.cjs @electric-sql/pglite/dist/contrib

FROM alpine:3.22
RUN apk add --no-cache nodejs && adduser -D -H -u 10001 tollgate && install -d -o tollgate -m 0700 /var/lib/tollgate
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY proto proto
COPY config config
ENV NODE_ENV=production TOLLGATE_DATA_DIR=/var/lib/tollgate
USER tollgate
VOLUME /var/lib/tollgate
EXPOSE 50051 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s CMD ["node", "dist/main.js", "health"]
# The heap flag is explained in scripts/start.mjs.
ENTRYPOINT ["node", "--max-semi-space-size=64", "dist/main.js"]
CMD ["serve"]
