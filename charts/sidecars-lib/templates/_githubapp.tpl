{{- /*
The templates of this chart that others include take one dict:
  root       the chart's own context: $
  githubApp  .Values.githubApp; what it does not say is as in _defaults.tpl
  kind       optional: the kind of the workload, so that a Job gets no sidecar that would never let it end
They give list items or fields without the key above them, or nothing where githubApp.enabled is false.
*/ -}}

{{- /* native or classic; fails where the values make no sense together. */ -}}
{{- define "sidecars.mode" -}}
{{- include "sidecars.default" . -}}
{{- $app := .githubApp -}}
{{- if not $app.secretName }}{{ include "sidecars.refuse" "githubApp.secretName is missing: name the Secret with app-id and private-key" }}{{ end -}}
{{- $repos := include "sidecars.repos" . -}}
{{- if and $app.allRepositories $repos }}{{ include "sidecars.refuse" "githubApp.allRepositories and githubApp.repos exclude each other" }}{{ end -}}
{{- if has "*" (splitList " " $repos) }}{{ include "sidecars.refuse" "githubApp.repos: the whole installation is asked for with githubApp.allRepositories: true" }}{{ end -}}
{{- if not (or $app.allRepositories $repos (and $app.annotations.enabled $app.annotations.awaitRepos)) }}{{ include "sidecars.refuse" "githubApp.repos is empty: list the repositories that the pod needs, or set githubApp.allRepositories: true" }}{{ end -}}
{{- if and $app.permissions (or $app.annotations.maxAccess $app.annotations.accessTtlMinutes) }}{{ include "sidecars.refuse" "githubApp.annotations.maxAccess and accessTtlMinutes say read or write, which does not go with githubApp.permissions" }}{{ end -}}
{{- if and $app.annotations.enabled $app.annotations.awaitRepos (not $app.annotations.maxRepos) (not $repos) }}{{ include "sidecars.refuse" "githubApp.annotations.awaitRepos needs maxRepos: without a ceiling no annotation can name a repository" }}{{ end -}}
{{- $mode := $app.mode -}}
{{- if eq $mode "auto" }}{{ $mode = ternary "native" "classic" (semverCompare ">=1.29-0" .root.Capabilities.KubeVersion.Version) }}{{ end -}}
{{- if and (eq $mode "classic") (eq (.kind | default "") "Job") }}{{ include "sidecars.refuse" "githubApp.mode classic: a Job with such a sidecar never ends. Native sidecars need Kubernetes 1.29; where the cluster has it, set githubApp.mode: native" }}{{ end -}}
{{- $mode -}}
{{- end -}}

{{- /* Ends with a sentence. Before that of fail, Helm writes the names of all templates that it came through. */ -}}
{{- define "sidecars.refuse" -}}
{{- required . "" -}}
{{- end -}}

{{- /* The repositories, separated by blanks, whether they came as a list, as lines or as the text of a JSON array. */ -}}
{{- define "sidecars.repos" -}}
{{- include "sidecars.default" . -}}
{{- $repos := .githubApp.repos -}}
{{- if kindIs "slice" $repos }}{{ $repos = join " " $repos }}{{ end -}}
{{- $repos = $repos | default "" | trim -}}
{{- if hasPrefix "[" $repos -}}
{{- /* Of what is no JSON, Helm gives one entry: what is wrong. Our programs say that in a sentence. */ -}}
{{- $entries := fromJsonArray $repos -}}
{{- if not (contains " " (first $entries | toString | trim)) }}{{ $repos = join " " $entries }}{{ end -}}
{{- end -}}
{{- regexReplaceAll "\\s+" $repos " " | trim -}}
{{- end -}}

{{- define "sidecars.workspaceRepos" -}}
{{- if .githubApp.allRepositories }}*{{ else }}{{ include "sidecars.repos" . }}{{ end -}}
{{- end -}}

{{- /* Where git-clone puts its clones; token-refresher has to know it for safe.directory. */ -}}
{{- define "sidecars.dest" -}}
{{- .githubApp.clone.dest | default .githubApp.clone.mountPath -}}
{{- end -}}

{{- /* Takes root, githubApp, and the program's name and the image that the values give. */ -}}
{{- define "sidecars.image" -}}
{{- .given | default (printf "%s%s:%s" (ternary (printf "%s/" (trimSuffix "/" .githubApp.imageRegistry)) "" (ne .githubApp.imageRegistry "")) .program "0.1.0") -}}
{{- end -}}

{{- /* A dict of variables as env items; those without a value are left out. */ -}}
{{- define "sidecars.variables" -}}
{{- range $name, $value := . }}{{ if $value }}
- name: {{ $name }}
  value: {{ include "sidecars.text" $value | quote }}
{{- end }}{{ end }}
{{- end -}}

{{- /* What all three programs read. */ -}}
{{- define "sidecars.commonVariables" -}}
{{- $app := .githubApp -}}
{{- include "sidecars.variables" (dict
  "GITHUB_API_URL" $app.apiUrl
  "GITHUB_SERVER_URL" $app.serverUrl
  "HTTPS_PROXY" $app.proxy.httpsProxy
  "HTTP_PROXY" $app.proxy.httpProxy
  "NO_PROXY" $app.proxy.noProxy
  "GITHUB_CA_FILE" (ternary (printf "/etc/github-ca/%s" $app.ca.key) "" (ne $app.ca.configMap ""))
  "WORKSPACE_REPOS" (include "sidecars.workspaceRepos" .)
  "GIT_DEST" (include "sidecars.dest" .)
  "GITHUB_TOKEN_DIR" $app.tokenDirectory
  "LOG_LEVEL" $app.logLevel
  "LOG_FORMAT" $app.logFormat) -}}
{{- end -}}

{{- /* Pod Security "restricted", and nothing to write to but volumes. Takes the user and group, either may be null. */ -}}
{{- define "sidecars.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
{{- with .user }}
runAsUser: {{ int64 . }}
{{- end }}
{{- with .group }}
runAsGroup: {{ int64 . }}
{{- end }}
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}
