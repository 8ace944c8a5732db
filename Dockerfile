FROM node:22-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY build build
COPY src src
# What runs: the program without its library, and of the packages with native addons what is loaded at run time.
RUN npm run build -- --release && rm dist/index.* \
  && mkdir -p runtime/better-sqlite3/build/Release && cd node_modules \
  && cp -r bindings file-uri-to-path sharp @img detect-libc semver ../runtime \
  && cp -r better-sqlite3/lib better-sqlite3/package.json better-sqlite3/LICENSE ../runtime/better-sqlite3 \
  && cp better-sqlite3/build/Release/better_sqlite3.node ../runtime/better-sqlite3/build/Release \
  && rm -r ../runtime/sharp/install ../runtime/sharp/src \
  && find ../runtime -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete

FROM node:22-bookworm-slim
ARG VERSION=unreleased
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="superoffice-mock" \
  org.opencontainers.image.description="Unofficial stand-in for the part of the SuperOffice WebAPI around pictures" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.source="${SOURCE}"
ENV NODE_ENV=production SUPEROFFICE_MOCK_HOST=0.0.0.0 PORT=3000 DATABASE=/data/superoffice-mock.db
RUN mkdir /data && chown node:node /data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/runtime node_modules
COPY --from=build /app/dist dist
COPY db db
COPY page page
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=4s --start-period=10s --start-interval=200ms CMD ["node", "dist/main.js", "healthcheck"]
ENTRYPOINT ["node", "dist/main.js"]
