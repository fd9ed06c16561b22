using static Sidecars.Apps.Planted.Outcome;
using static Sidecars.Apps.Planted.Proof;
using static Sidecars.Apps.Planted.Scripts;

namespace Sidecars.Apps.Planted;

/// <summary>What the commit on the server itself holds.</summary>
internal static class CommitPlants
{
    public static Plant[] All { get; } =
    [
        new("a commit with .git", Tree("040000 tree %s\\t.git\\n"), Declined(".git/"), Nothing("git pull", "git refuses such names")),
        new("a commit with .GIT", Tree("040000 tree %s\\t.GIT\\n"), Declined(".GIT/"), Nothing("git pull", "git refuses such names")),
        new("a commit with git~1", Tree("040000 tree %s\\tgit~1\\n"), Declined("git~1/"), Nothing("git pull", "git refuses such names")),
        new("a commit with ..", Tree("040000 tree %s\\t..\\n"), Declined("../"), Nothing("git pull", "git refuses such names")),
        new("a commit with .gitmodules as a link", Tree("120000 blob %s\\t.gitmodules\\n", "printf $CANARY | git hash-object -w --stdin"), Declined(".gitmodules"), Nothing("git pull", "git refuses such links")),
        new("a commit with files behind its own link", $"export GIT_DIR=$SERVER; l=$(printf $OUTSIDE | git hash-object -w --stdin); b=$(echo x | git hash-object -w --stdin); d=$(printf '100644 blob %s\tvictim\n' $b | git mktree); t=$( (printf '120000 blob %s\ta\n040000 tree %s\ta\n' $l $d; git ls-tree main) | git mktree); {Serve}", Ignored("git writes one or the other"), Nothing("git pull", "git does not write through links")),
        new(".lfsconfig in the commit", $"{LfsFile}; {Author("git config -f .lfsconfig lfs.url http://$ELSEWHERE/lfs; git add .")}", Ignored("LFS files are not fetched unless asked for"), Calls("git pull; git lfs pull")),
        new("a repository without .git in the commit", Author("git init -q --bare sub; touch sub/objects/x sub/refs/x; git config -f sub/config core.bare false; git config -f sub/config core.worktree .; git config -f sub/config core.fsmonitor $CANARY; git add ."), Ignored("it is the commit's, and nothing is run in it"), Runs("git pull; cd sub; git status")),
        new("a submodule elsewhere", $"{Author("printf '[submodule \"sub\"]\\npath = sub\\nurl = http://'$ELSEWHERE'/x\\n' > .gitmodules; git add .gitmodules; git update-index --add --cacheinfo 160000,$CLONED,sub")}", Ignored("submodules are not fetched unless asked for"), Calls("git pull; git submodule update --init")),
        new("a submodule that is an option", $"{Author("printf '[submodule \"sub\"]\\npath = sub\\nurl = --upload-pack='$CANARY'\\n' > .gitmodules; git add .gitmodules; git update-index --add --cacheinfo 160000,$CLONED,sub")}", Ignored("as above"), Nothing("git pull; git submodule update --init", "git refuses such URLs")),
        new("a submodule of a program", $"{Author("printf '[submodule \"sub\"]\\npath = sub\\nurl = ext::'$CANARY'\\n' > .gitmodules; git add .gitmodules; git update-index --add --cacheinfo 160000,$CLONED,sub")}", Ignored("as above"), Runs("git pull; GIT_ALLOW_PROTOCOL=ext git submodule update --init")),
        new("a filter", Author("echo '* filter=lfs' > .gitattributes; git add ."), Ignored("nothing filters"), Deceives("git config filter.lfs.smudge false; git config filter.lfs.required true; ! git pull")),
        new("names for a terminal", Author("echo x > \"$(printf 'a\\nb\\033[2Jc')\"; git add ."), Ignored("they are files like others"), Deceives("git pull; git -c core.quotePath=false ls-files -z | grep -qz '\\['")),
        new("a name too long for a file", $"n=$(printf %0300d 7); {Tree("100644 blob %s\t'$n'\n", "cat $CANARY | git hash-object -w --stdin")}", Declined("too long"), Deceives("! git pull")),
        new("a link to a secret", Author("ln -s /etc/passwd secret; git add ."), Ignored("it is a link like others, and is not read"), Deceives("git pull; grep -q root secret")),
    ];
}
