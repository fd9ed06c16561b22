{{- /* Init containers, in their order, to stand before those of the pod that need a token. */ -}}
{{- define "sidecars.initContainers" -}}
{{- include "sidecars.default" . -}}
{{- if .githubApp.enabled }}
{{- if eq (include "sidecars.mode" .) "native" }}
{{ include "sidecars.tokenRefresher" (merge (dict "isNative" true) .) }}
{{- else if include "sidecars.workspaceRepos" . }}
{{ include "sidecars.generateInitialToken" . }}
{{- end }}
{{- if .githubApp.clone.enabled }}
{{ include "sidecars.gitClone" . }}
{{- end }}
{{- end }}
{{- end -}}

{{- /* Containers beside the app: none in native mode. */ -}}
{{- define "sidecars.containers" -}}
{{- include "sidecars.default" . -}}
{{- if .githubApp.enabled }}
{{- if eq (include "sidecars.mode" .) "classic" }}
{{ include "sidecars.tokenRefresher" (merge (dict "isNative" false) .) }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "sidecars.tokenRefresher" -}}
{{- $app := .githubApp -}}
- name: token-refresher
  image: {{ include "sidecars.image" (merge (dict "program" "token-refresher" "given" $app.sidecarImage) .) | quote }}
  imagePullPolicy: {{ $app.imagePullPolicy }}
  {{- if .isNative }}
  restartPolicy: Always
  {{- end }}
  {{- with concat (include "sidecars.scopeArguments" . | fromYamlArray) $app.extraArgs }}
  args:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  env:
    {{- include "sidecars.tokenVariables" . | trim | nindent 4 }}
    {{- include "sidecars.variables" (dict
      "REFRESH_INTERVAL_MINUTES" $app.refreshIntervalMinutes
      "GITHUB_REVOKE_ON_EXIT" $app.revokeOnExit
      "GITHUB_NOTIFY" $app.notify
      "GITHUB_SECRET" (include "sidecars.tokenSecretTargets" .)
      "GITHUB_SECRET_TYPE" (ternary "" $app.tokenSecretType (empty $app.tokenSecrets))
      "GITHUB_SERVICE_ACCOUNT_DIR" (ternary "" "/var/run/secrets/token-secrets" (empty $app.tokenSecrets))
      "GITHUB_LISTEN" (ternary (printf "0.0.0.0:%d" (int $app.metricsPort)) "" (ne (int $app.metricsPort) 0))) | trim | nindent 4 }}
  {{- if $app.metricsPort }}
  ports:
    - name: token-metrics
      containerPort: {{ $app.metricsPort }}
  {{- end }}
  {{- if .isNative }}
  # GitHub may ask a pod to wait for up to fifteen minutes.
  startupProbe:
    exec:
      command: [/token-refresher, probe, --startup]
    periodSeconds: 1
    failureThreshold: 960
  {{- end }}
  livenessProbe:
    exec:
      command: [/token-refresher, probe, --live]
    periodSeconds: {{ $app.probes.livenessPeriodSeconds }}
    timeoutSeconds: 5
  {{- if $app.probes.readiness }}
  readinessProbe:
    exec:
      command: [/token-refresher, probe, --ready]
    periodSeconds: 30
    timeoutSeconds: 5
  {{- end }}
  {{- include "sidecars.tokenProgramRest" (merge (dict "writesSecrets" (not (empty $app.tokenSecrets))) .) | nindent 2 }}
{{- end -}}

{{- define "sidecars.generateInitialToken" -}}
{{- $app := .githubApp -}}
- name: generate-initial-token
  image: {{ include "sidecars.image" (merge (dict "program" "generate-initial-token" "given" $app.initImage) .) | quote }}
  imagePullPolicy: {{ $app.imagePullPolicy }}
  env:
    {{- include "sidecars.tokenVariables" . | trim | nindent 4 }}
  {{- include "sidecars.tokenProgramRest" . | nindent 2 }}
{{- end -}}

{{- /* Checks everything once, and ends. */ -}}
{{- define "sidecars.doctor" -}}
{{- include "sidecars.default" . -}}
{{- $app := .githubApp -}}
- name: doctor
  image: {{ include "sidecars.image" (merge (dict "program" "token-refresher" "given" $app.sidecarImage) .) | quote }}
  imagePullPolicy: {{ $app.imagePullPolicy }}
  args:
    - doctor
    {{- with include "sidecars.scopeArguments" . | fromYamlArray }}{{ toYaml . | nindent 4 }}{{ end }}
  env:
    {{- include "sidecars.tokenVariables" . | trim | nindent 4 }}
  {{- include "sidecars.tokenProgramRest" . | nindent 2 }}
{{- end -}}

{{- define "sidecars.gitClone" -}}
{{- $app := .githubApp -}}
{{- $clone := $app.clone -}}
{{- if not (include "sidecars.repos" .) }}{{ include "sidecars.refuse" "githubApp.clone needs githubApp.repos: list what to clone, or set githubApp.clone.enabled: false" }}{{ end -}}
{{- if not (hasPrefix (printf "%s/" (trimSuffix "/" $clone.mountPath)) (printf "%s/" (trimSuffix "/" (include "sidecars.dest" .)))) }}{{ include "sidecars.refuse" (printf "githubApp.clone.dest %s is not below githubApp.clone.mountPath %s, and nothing else can be written to" $clone.dest $clone.mountPath) }}{{ end -}}
{{- $isPinned := or $clone.commit $clone.ref -}}
{{- if and $isPinned (ne (len (splitList " " (include "sidecars.repos" .))) 1) }}{{ include "sidecars.refuse" "githubApp.clone.commit and ref are of one repository: write owner/repo@ref into githubApp.repos where there are several" }}{{ end -}}
- name: git-clone
  image: {{ include "sidecars.image" (merge (dict "program" (ternary "git-clone-lfs" "git-clone" $clone.lfs) "given" $app.cloneImage) .) | quote }}
  imagePullPolicy: {{ $app.imagePullPolicy }}
  {{- with $clone.extraArgs }}
  args:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  env:
    - name: TMPDIR
      value: /tmp/git-clone
    {{- include "sidecars.commonVariables" . | trim | nindent 4 }}
    {{- with include "sidecars.variables" (dict
      "GIT_REPO_URL" (ternary (include "sidecars.repos" .) "" (ne (toString $isPinned) ""))
      "GIT_COMMIT_SHA" $clone.commit
      "GIT_REF" $clone.ref
      "GIT_DEPTH" $clone.depth
      "GIT_FILTER" $clone.filter
      "GIT_SPARSE" (join " " $clone.sparse)
      "GIT_SUBMODULES" $clone.submodules
      "GIT_LFS" $clone.lfs
      "GIT_IDENTITY" $clone.identity
      "GIT_CONTINUE_ON_ERROR" $clone.continueOnError
      "GIT_DISCARD_LOCAL_CHANGES" $clone.discardLocalChanges) | trim }}{{ . | nindent 4 }}{{ end }}
  resources:
    {{- toYaml $clone.resources | nindent 4 }}
  securityContext:
    {{- include "sidecars.securityContext" (dict "user" ($clone.runAsUser | default $app.runAsUser) "group" $app.runAsGroup) | nindent 4 }}
  volumeMounts:
    - name: github-token
      mountPath: /var/run/github
      readOnly: true
    - name: git-clone-tmp
      mountPath: /tmp/git-clone
    - name: {{ $clone.volumeName }}
      mountPath: {{ $clone.mountPath }}
    {{- with include "sidecars.caMount" . | trim }}{{ . | nindent 4 }}{{ end }}
    {{- with $clone.extraVolumeMounts }}{{ toYaml . | nindent 4 }}{{ end }}
{{- end -}}

{{- /* What both token programs read. */ -}}
{{- define "sidecars.tokenVariables" -}}
{{- $app := .githubApp -}}
{{- include "sidecars.commonVariables" . -}}
{{- $permissions := list -}}
{{- range $name, $level := $app.permissions }}{{ $permissions = append $permissions (printf "%s=%s" $name $level) }}{{ end -}}
{{- include "sidecars.variables" (dict
  "GITHUB_APP_ID" $app.appId
  "GITHUB_INSTALLATION_ID" $app.installationId
  "GITHUB_ACCESS" (ternary $app.access "" (empty $permissions))
  "GITHUB_PERMISSIONS" (join "," $permissions)
  "GITHUB_FILE_MODE" $app.fileMode) -}}
{{- end -}}

{{- /* The ceilings are arguments: no variable can set them. */ -}}
{{- define "sidecars.scopeArguments" -}}
{{- $scope := .githubApp.annotations -}}
{{- $arguments := list -}}
{{- if $scope.enabled -}}
{{- $arguments = list "--repos-file" "/etc/github-scope/repos" -}}
{{- if not .githubApp.permissions }}{{ $arguments = concat (list "--access-file" "/etc/github-scope/access") $arguments }}{{ end -}}
{{- with $scope.maxAccess }}{{ $arguments = concat $arguments (list "--max-access" .) }}{{ end -}}
{{- with $scope.maxRepos }}{{ $arguments = concat $arguments (list "--max-repos" (join " " .)) }}{{ end -}}
{{- with $scope.accessTtlMinutes }}{{ $arguments = concat $arguments (list "--access-ttl" (include "sidecars.text" .)) }}{{ end -}}
{{- if $scope.awaitRepos }}{{ $arguments = append $arguments "--await-repos" }}{{ end -}}
{{- end -}}
{{- toYaml $arguments -}}
{{- end -}}

{{- define "sidecars.tokenProgramRest" -}}
{{- $app := .githubApp -}}
resources:
  {{- toYaml $app.resources | nindent 2 }}
securityContext:
  {{- include "sidecars.securityContext" (dict "user" $app.runAsUser "group" $app.runAsGroup) | nindent 2 }}
volumeMounts:
  - name: github-token
    mountPath: /var/run/github
  - name: github-state
    mountPath: /var/run/github-state
  - name: github-app
    mountPath: /var/run/secrets/github-app
    readOnly: true
  {{- if $app.annotations.enabled }}
  - name: github-scope
    mountPath: /etc/github-scope
    readOnly: true
  {{- end }}
  {{- if .writesSecrets }}
  - name: api-server
    mountPath: /var/run/secrets/token-secrets
    readOnly: true
  {{- end }}
  {{- with include "sidecars.caMount" . | trim }}{{ . | nindent 2 }}{{ end }}
{{- end -}}

{{- define "sidecars.caMount" -}}
{{- if .githubApp.ca.configMap }}
- name: github-ca
  mountPath: /etc/github-ca
  readOnly: true
{{- end }}
{{- end -}}
