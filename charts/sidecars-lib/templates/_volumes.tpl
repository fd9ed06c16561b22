{{- /* The pod's volumes. The one of the clones (githubApp.clone.volumeName) is the pod's own. */ -}}
{{- define "sidecars.volumes" -}}
{{- include "sidecars.default" . -}}
{{- $app := .githubApp -}}
{{- if $app.enabled }}
{{ include "sidecars.tokenVolumes" . }}
{{- if $app.tokenSecrets }}
# For token-refresher alone: who it is to the API server.
{{ include "sidecars.apiServerVolume" (dict "name" "api-server" "mode" (ternary 288 292 (not (empty $app.fsGroup)))) }}
{{- end }}
{{- if $app.clone.enabled }}
- name: git-clone-tmp
  emptyDir:
    medium: Memory
    sizeLimit: {{ $app.clone.tmpSizeLimit }}
{{- end }}
{{- end }}
{{- end -}}

{{- /* Those of a token program. */ -}}
{{- define "sidecars.tokenVolumes" -}}
{{- include "sidecars.default" . -}}
{{- $app := .githubApp -}}
# What the app may read: in memory, some generations of small files.
- name: github-token
  emptyDir:
    medium: Memory
    sizeLimit: 4Mi
# For the token programs alone.
- name: github-state
  emptyDir:
    medium: Memory
    sizeLimit: 1Mi
- name: github-app
  projected:
    # The group is the pod's fsGroup; without one, only everybody can be said.
    defaultMode: {{ ternary 288 292 (not (empty $app.fsGroup)) }}
    sources:
      - secret:
          name: {{ $app.secretName }}
          items:
            {{- range $file := list "private-key" }}
            - key: {{ get $app.secretKeys $file | default $file }}
              path: {{ $file }}
            {{- end }}
      {{- range $file := list "app-id" "installation-id" "private-key-next" "api-url" }}
      - secret:
          name: {{ $app.secretName }}
          optional: true
          items:
            - key: {{ get $app.secretKeys $file | default $file }}
              path: {{ $file }}
      {{- end }}
{{- if $app.annotations.enabled }}
- name: github-scope
  downwardAPI:
    items:
      - path: access
        fieldRef:
          fieldPath: metadata.annotations['github-app/access']
      - path: repos
        fieldRef:
          fieldPath: metadata.annotations['github-app/repos']
{{- end }}
{{- if $app.ca.configMap }}
- name: github-ca
  configMap:
    name: {{ $app.ca.configMap }}
{{- end }}
{{- end -}}

{{- /* For the app's container: the tokens, and the clones. */ -}}
{{- define "sidecars.volumeMounts" -}}
{{- include "sidecars.default" . -}}
{{- if .githubApp.enabled }}
- name: github-token
  mountPath: /var/run/github
  readOnly: true
{{- if .githubApp.clone.enabled }}
- name: {{ .githubApp.clone.volumeName }}
  mountPath: {{ .githubApp.clone.mountPath }}
{{- end }}
{{- end }}
{{- end -}}

{{- /* For the app's container: git, gh, curl and what reads NETRC find the token, and each next one. */ -}}
{{- define "sidecars.env" -}}
{{- include "sidecars.default" . -}}
{{- if .githubApp.enabled }}
- name: GIT_CONFIG_COUNT
  value: "1"
- name: GIT_CONFIG_KEY_0
  value: include.path
- name: GIT_CONFIG_VALUE_0
  value: {{ .githubApp.tokenDirectory }}/gitconfig
- name: GH_CONFIG_DIR
  value: {{ .githubApp.tokenDirectory }}/gh
- name: NETRC
  value: {{ .githubApp.tokenDirectory }}/.netrc
{{- end }}
{{- end -}}

{{- /* Fields of the pod's securityContext: the group that can read the tokens. */ -}}
{{- define "sidecars.podSecurityContext" -}}
{{- include "sidecars.default" . -}}
{{- if and .githubApp.enabled .githubApp.fsGroup }}
fsGroup: {{ int64 .githubApp.fsGroup }}
fsGroupChangePolicy: OnRootMismatch
{{- end }}
{{- end -}}
