using static Sidecars.Apps.Planted.Outcome;
using static Sidecars.Apps.Planted.Proof;
using static Sidecars.Apps.Planted.Scripts;

namespace Sidecars.Apps.Planted;

/// <summary>Configuration, and files like it, that name another server.</summary>
internal static class HostPlants
{
    public static Plant[] All { get; } =
    [
        new("remote.origin.url of another server", "git config remote.origin.url http://$ELSEWHERE/acme/web.git", Refused("clone of"), Calls("git fetch")),
        new("remote.origin.url of a file", "git clone -q --bare $SERVER $OUTSIDE/other.git; git config remote.origin.url file://$OUTSIDE/other.git", Refused("clone of"), Deceives("git fetch && grep -q file: .git/FETCH_HEAD")),
        new("remote.origin.url twice", "git config --add remote.origin.url http://$ELSEWHERE/acme/web.git", Refused("remote.origin.url twice"), Calls("git push origin HEAD:x")),
        new("remote.origin.pushurl", "git config remote.origin.pushurl http://$ELSEWHERE/acme/web.git", Refused("remote.origin.pushurl"), Calls("git push origin main")),
        new("remote.origin.proxy", "git config remote.origin.proxy http://$ELSEWHERE", Refused("remote.origin.proxy"), Calls("git fetch")),
        new("remote.pushDefault", "git config remote.pushDefault http://$ELSEWHERE/acme/web", Refused("remote.pushDefault"), Calls("git push")),
        new("branch.main.remote", "git config branch.main.remote http://$ELSEWHERE/acme/web", Refused("branch.main.remote"), Calls("git fetch")),
        new("branch.main.pushRemote", "git config branch.main.pushRemote http://$ELSEWHERE/acme/web", Refused("branch.main.pushRemote"), Calls("git push")),
        new("url.*.insteadOf", "git config url.http://$ELSEWHERE/.insteadOf http://$GITHUB/", Refused("insteadOf"), Calls("git fetch")),
        new("url.*.pushInsteadOf", "git config url.http://$ELSEWHERE/.pushInsteadOf http://$GITHUB/", Refused("pushInsteadOf"), Calls("git push")),
        new("http.proxy", "git config http.proxy http://$ELSEWHERE", Refused("http.proxy"), Calls("git fetch")),
        new("http.<url>.proxy", "git config http.http://$GITHUB/.proxy http://$ELSEWHERE", Refused(".proxy"), Calls("git fetch")),
        new("http.curloptResolve", "git config http.curloptResolve $GITHUB:127.0.0.2", Refused("http.curloptResolve"), Calls("git fetch")),
        new("http.extraHeader", "git config http.extraHeader 'X-Planted: 1'", Refused("http.extraHeader"), Deceives("GIT_TRACE_CURL=1 git ls-remote 2>&1 | grep -q X-Planted")),
        new("http.<url>.extraHeader", "git config http.http://$GITHUB/acme/web.git.extraHeader 'X-Planted: 1'", Refused("extraHeader"), Deceives("GIT_TRACE_CURL=1 git ls-remote 2>&1 | grep -q X-Planted")),
        new("http.saveCookies", "git config http.cookieFile $OUTSIDE/cookies; git config http.saveCookies true; printf '127.0.0.1\\tFALSE\\t/\\tFALSE\\t0\\ta\\tb\\n' > $OUTSIDE/cookies", Refused("http.cookieFile"), Writes("git fetch")),
        new("http.sslVerify", "git config http.sslVerify false", Refused("http.sslVerify"), Deceives("GIT_TRACE_CURL=1 git fetch https://$ELSEWHERE/x 2>&1 | grep -q 'TLS'")),
        new("http.sslCAInfo", "git config http.sslCAInfo $OUTSIDE/ca.pem", Refused("http.sslCAInfo"), Deceives("GIT_TRACE_CURL=1 git fetch https://$ELSEWHERE/x 2>&1 | grep -q $OUTSIDE/ca.pem")),
        new("extensions.partialClone", "git config extensions.partialClone elsewhere; git config remote.elsewhere.url http://$ELSEWHERE/x; git config remote.elsewhere.promisor true", Refused("partialClone"), Calls("git cat-file -e $WANTED")),
        new("remote.*.promisor", "git config remote.elsewhere.url http://$ELSEWHERE/x; git config remote.elsewhere.promisor true", Refused("remote.elsewhere."), Calls("git cat-file -e $WANTED")),
        new("lfs.url", $"git config lfs.url http://$ELSEWHERE/lfs; {LfsFile}", Refused("lfs.url"), Calls("git pull; git lfs pull")),
        new("remote.origin.lfsurl", $"git config remote.origin.lfsurl http://$ELSEWHERE/lfs; {LfsFile}", Refused("remote.origin.lfsurl"), Calls("git pull; git lfs pull")),
        new(".git/remotes", "mkdir -p .git/remotes; echo URL: http://$ELSEWHERE/x > .git/remotes/elsewhere", Ignored("only git reads it, and only by that name"), Calls("git fetch elsewhere")),
        new(".git/branches", "mkdir -p .git/branches; echo http://$ELSEWHERE/x > .git/branches/elsewhere", Ignored("only git reads it, and only by that name"), Calls("git fetch elsewhere")),
        new("remote.origin.url twice, ours last", "git config --unset remote.origin.url; git config --add remote.origin.url http://$ELSEWHERE/acme/web.git; git config --add remote.origin.url http://$GITHUB/acme/web.git", Refused("remote.origin.url twice"), Calls("git fetch")),
        new("http.followRedirects", "git config http.followRedirects true; curl -s -H 'Content-Type: application/json' http://$GITHUB/_emulator/faults -d '{\"on\": \"git_upload_pack\", \"until_cleared\": true, \"kind\": \"redirect_to\", \"status\": 307, \"location\": \"http://'$ELSEWHERE'/x\"}'", Refused("http.followRedirects"), Calls("git fetch")),
        new("http.sslCert", "git config http.sslCert $OUTSIDE/mine.pem; touch $OUTSIDE/mine.pem", Refused("http.sslCert"), Deceives("strace -f -e trace=openat git fetch https://$ELSEWHERE/x 2>&1 | grep -q $OUTSIDE/mine.pem")),
        new("fetch.recurseSubmodules", $"{Submodule}; git -C sub config --unset core.fsmonitor; git pull -q; git -C sub remote add origin http://$ELSEWHERE/x; git config fetch.recurseSubmodules true; {Author("echo x > x; git add x")}", Refused("fetch.recurseSubmodules"), Calls("git fetch")),
        new("submodule.*.url", $"{Submodule}; rm -rf sub; git config submodule.sub.url http://$ELSEWHERE/x", Refused("submodule.sub.url"), Calls("git pull; git submodule update")),
        new("fetch.bundleURI", "git config fetch.bundleURI http://$ELSEWHERE/x", Refused("fetch.bundleURI"), Nothing("git fetch", "it came later")),
    ];
}
