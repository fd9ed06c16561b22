using static Sidecars.Apps.Planted.Outcome;
using static Sidecars.Apps.Planted.Proof;
using static Sidecars.Apps.Planted.Scripts;

namespace Sidecars.Apps.Planted;

/// <summary>Configuration that names a program.</summary>
internal static class ProgramPlants
{
    /// <summary>Makes a commit that says it was signed.</summary>
    private const string Signed = "(git cat-file commit HEAD | sed '/^$/,$d'; printf 'gpgsig -----BEGIN PGP SIGNATURE-----\\n x\\n -----END PGP SIGNATURE-----\\n\\nx\\n') | git hash-object -t commit -w --stdin > $OUTSIDE/signed";

    public static Plant[] All { get; } =
    [
        new("core.fsmonitor", "git config core.fsmonitor $CANARY", Refused("core.fsmonitor"), Runs("git status")),
        new("core.hooksPath", "git config core.hooksPath $OUTSIDE; cp $CANARY $OUTSIDE/post-checkout", Refused("core.hooksPath"), Runs("git checkout --detach")),
        new("core.sshCommand", "git config core.sshCommand $CANARY", Refused("core.sshCommand"), Runs("git fetch ssh://git@$ELSEWHERE/acme/web")),
        new("core.gitProxy", "git config core.gitProxy $CANARY", Refused("core.gitProxy"), Runs("git fetch git://$ELSEWHERE/acme/web")),
        new("core.askPass", "git config core.askPass $CANARY", Refused("core.askPass"), Runs("HOME=. git fetch")),
        new("core.editor", "git config core.editor $CANARY", Refused("core.editor"), Runs("git commit --allow-empty")),
        new("sequence.editor", "git config sequence.editor $CANARY", Refused("sequence.editor"), Runs("git commit -q --allow-empty -m mine; git rebase -i HEAD~")),
        new("core.pager", "git config core.pager $CANARY", Refused("core.pager"), Runs("script -qec 'git log' /dev/null")),
        new("pager.log", "git config pager.log $CANARY", Refused("pager.log"), Runs("script -qec 'git log' /dev/null")),
        new("core.alternateRefsCommand", $"git config core.alternateRefsCommand $CANARY; {OutsideRepository}; echo $OUTSIDE/repo/.git/objects > .git/objects/info/alternates", Refused("a"), Runs("git fetch")),
        new("credential.helper", "git config credential.helper $CANARY", Refused("credential.helper"), Runs("HOME=. git fetch")),
        new("credential.<url>.helper", "git config credential.http://$GITHUB.helper $CANARY", Refused("credential.http"), Runs("HOME=. git fetch")),
        new("filter.*.smudge", "git config filter.x.smudge $CANARY; echo '* filter=x' > .git/info/attributes", Refused("filter.x.smudge"), Runs(CheckOutAgain)),
        new("filter.*.smudge by the commit's .gitattributes", $"git config filter.x.smudge $CANARY; {Author("echo '* filter=x' > .gitattributes; git add .")}", Refused("filter.x.smudge"), Runs("git pull")),
        new("filter.*.process", "git config filter.x.process $CANARY; echo '* filter=x' > .git/info/attributes", Refused("filter.x.process"), Runs(CheckOutAgain)),
        new("filter.*.clean", "git config filter.x.clean $CANARY; echo '* filter=x' > .git/info/attributes", Refused("filter.x.clean"), Runs("touch README.md; git status")),
        new("filter.lfs.process", "git config filter.lfs.process $CANARY; echo '* filter=lfs' > .git/info/attributes", Refused("filter.lfs.process"), Runs(CheckOutAgain)),
        new("core.attributesFile", "git config core.attributesFile $OUTSIDE/attributes; echo '* filter=x' > $OUTSIDE/attributes; git config filter.x.smudge $CANARY", Refused("core.attributesFile"), Runs(CheckOutAgain)),
        new("diff.external", "git config diff.external $CANARY", Refused("diff.external"), Runs($"{Modify}; git diff")),
        new("diff.*.command", "git config diff.x.command $CANARY; echo '* diff=x' > .git/info/attributes", Refused("diff.x.command"), Runs($"{Modify}; git diff")),
        new("diff.*.textconv", "git config diff.x.textconv $CANARY; echo '* diff=x' > .git/info/attributes", Refused("diff.x.textconv"), Runs($"{Modify}; git diff")),
        new("merge.*.driver", "git config merge.x.driver $CANARY; echo '* merge=x' > .git/info/attributes", Refused("merge.x.driver"), Runs(Merge)),
        new("difftool.*.cmd", "git config difftool.x.cmd $CANARY", Refused("difftool.x.cmd"), Runs($"{Modify}; git difftool -y -t x")),
        new("interactive.diffFilter", "git config interactive.diffFilter $CANARY", Refused("interactive.diffFilter"), Runs($"{Modify}; TERM=xterm script -qec 'git add -p' /dev/null")),
        new("tar.*.command", "git config tar.x.command $CANARY", Refused("tar.x.command"), Runs("git archive --format=x HEAD")),
        new("gpg.program", "git config gpg.program $CANARY", Refused("gpg.program"), Runs("git commit -S --allow-empty -m x")),
        new("gpg.ssh.program", "git config gpg.ssh.program $CANARY", Refused("gpg.ssh.program"), Runs("git -c gpg.format=ssh -c user.signingKey=$CANARY commit -S --allow-empty -m x")),
        new("gpg.ssh.defaultKeyCommand", "git config gpg.ssh.defaultKeyCommand $CANARY", Refused("gpg.ssh.defaultKeyCommand"), Runs("git -c gpg.format=ssh commit -S --allow-empty -m x")),
        new("alias.*", "git config alias.st !$CANARY", Refused("alias.st"), Runs("git st")),
        new("trailer.*.command", "git config trailer.x.command $CANARY", Refused("trailer.x.command"), Runs("echo m | git interpret-trailers --trailer x:y")),
        new("trailer.*.cmd", "git config trailer.x.cmd $CANARY", Refused("trailer.x.cmd"), Runs("echo m | git interpret-trailers --trailer x:y")),
        new("submodule.*.update", $"git config submodule.sub.update !$CANARY; git config submodule.sub.url $SERVER; {Submodule}", Refused("submodule.sub.update"), Runs("git -C sub config --unset core.fsmonitor; git pull; git -C sub commit -q --allow-empty -m y; git submodule update")),
        new("submodule.active and submodule.recurse", $"git config submodule.recurse true; git config submodule.active .; {Submodule}", Refused("submodule.active"), Runs("git pull; git checkout --detach $CLONED; git checkout main")),
        new("uploadpack.packObjectsHook", "git config uploadpack.packObjectsHook $CANARY", Refused("uploadpack.packObjectsHook"), Nothing("git clone --no-local . copy", "git takes it only from the user's or the system's configuration")),
        new("remote.origin.uploadpack", "git config remote.origin.uploadpack $CANARY; git config url.$OUTSIDE/.insteadOf http://$GITHUB/", Refused("remote.origin.uploadpack"), Runs("git fetch")),
        new("remote.origin.uploadpack over http", "git config remote.origin.uploadpack $CANARY", Refused("remote.origin.uploadpack"), Nothing("git fetch", "over http the server chooses the program")),
        new("remote.origin.receivepack", "git config remote.origin.receivepack $CANARY; git config url.$OUTSIDE/.insteadOf http://$GITHUB/", Refused("remote.origin.receivepack"), Runs("git push origin main")),
        new("remote.origin.vcs", "git config remote.origin.vcs canary; git config alias.remote-canary !$CANARY", Refused("remote.origin.vcs"), Runs("git fetch")),
        new("remote.origin.url of a program", "git config remote.origin.url \"ext::$CANARY\"", Refused("ext::"), Runs("GIT_ALLOW_PROTOCOL=ext git fetch")),
        new("protocol.ext.allow", "git config protocol.ext.allow always", Refused("protocol.ext.allow"), Runs("git fetch ext::$CANARY")),
        new("lfs.customtransfer", $"git config lfs.standalonetransferagent x; git config lfs.customtransfer.x.path $CANARY; {LfsFile}", Refused("lfs."), Runs("git pull; git lfs pull")),
        new("lfs.extension", $"git config lfs.extension.x.clean $CANARY; git config lfs.extension.x.smudge $CANARY; git config lfs.extension.x.priority 0; {LfsFile}", Refused("lfs."), Runs("echo x | git lfs clean")),
        new("log.showSignature", $"git config log.showSignature true; git config gpg.program $CANARY; {Signed}", Refused("log.showSignature"), Runs("git log $(cat $OUTSIDE/signed)")),
        new("gpg.x509.program", "git config gpg.x509.program $CANARY", Refused("gpg.x509.program"), Runs("git -c gpg.format=x509 commit -S --allow-empty -m x")),
        new("mergetool.*.cmd", "git config mergetool.x.cmd $CANARY", Refused("mergetool.x.cmd"), Runs($"{Merge}; git mergetool -y -t x")),
        new("man.*.cmd", "git config man.viewer x; git config man.x.cmd $CANARY", Refused("man."), Runs("git help -m status")),
        new("browser.*.cmd", "git config browser.x.cmd $CANARY", Refused("browser.x.cmd"), Runs("git web--browse -b x http://$GITHUB")),
        new("imap.tunnel", "git config imap.folder x; git config imap.tunnel $CANARY", Refused("imap."), Runs("printf 'From x\\nFrom: x\\nDate: x\\nSubject: x\\n\\nx\\n' | git imap-send")),
        new("sendemail.sendmailCmd", "git config sendemail.sendmailCmd $CANARY", Refused("sendemail.sendmailCmd"), Nothing("git send-email HEAD~", "it comes in a package of its own")),
        new("hook.*.command", "git config hook.x.command $CANARY; git config hook.x.event post-checkout", Refused("hook.x."), Nothing("git checkout --detach", "it came later")),
    ];
}
