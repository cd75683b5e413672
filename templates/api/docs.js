"use strict";
SwaggerUIBundle({
  url: "{{ schema_url|escapejs }}",
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  requestInterceptor: (request) => {
    // Only to ourselves: the session's token must not travel further.
    if (!["GET", undefined].includes(request.method) && new URL(request.url, document.baseURI).origin === location.origin) {
      request.headers["{{ csrf_header_name|escapejs }}"] = "{{ csrf_token|escapejs }}";
    }
    return request;
  },
});
