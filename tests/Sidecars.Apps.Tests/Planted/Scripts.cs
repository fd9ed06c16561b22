namespace Sidecars.Apps.Planted;

/// <summary>Pieces of the scripts of several plants.</summary>
internal static class Scripts
{
    /// <summary>Makes a canary configuration outside of the repository, for what can lead git to it.</summary>
    public const string OutsideConfig = "git config --file $OUTSIDE/config core.fsmonitor $CANARY";

    /// <summary>Makes another repository, whose configuration has the canary.</summary>
    public const string OutsideRepository = "git init -q $OUTSIDE/repo; git -C $OUTSIDE/repo config core.fsmonitor $CANARY";

    public const string Modify = "echo mine >> README.md";

    public const string CheckOutAgain = "rm README.md; git checkout README.md";

    public const string CheckOutWanted = "git fetch; git checkout --detach $WANTED";

    /// <summary>Has git merge two changes of one line.</summary>
    public const string Merge = "git checkout -q -b other; echo a > README.md; git commit -qam a; git checkout -q main; echo b > README.md; git commit -qam b; git merge other";

    /// <summary>Puts a commit with the tree $t on the server's branch.</summary>
    public const string Serve = "export GIT_DIR=$SERVER; c=$(git commit-tree -p main -m x $t); git update-ref refs/heads/main $c; unset GIT_DIR";

    /// <summary>The blob "forged" and a tree with it as new.txt, and what of the server they stand for.</summary>
    public const string Forge = "f=$(echo forged | git hash-object -w --stdin); t=$(printf '100644 blob %s\\tnew.txt\\n' $f | git mktree); b=$(git --git-dir=$SERVER rev-parse $WANTED:new.txt); w=$(git --git-dir=$SERVER rev-parse $WANTED^{tree})";

    /// <summary>Puts the loose object $1 in the place of $2.</summary>
    public const string PassOff = "pass() { d=.git/objects/$(echo $2 | cut -c1-2); mkdir -p $d; cp .git/objects/$(echo $1 | cut -c1-2)/$(echo $1 | cut -c3-) $d/$(echo $2 | cut -c3-); }";

    public const string IsForged = "grep -q forged new.txt";

    /// <summary>Git waits for somebody to write to a pipe, and nobody does.</summary>
    public static string Hangs(string command) => $"timeout 1 {command}; test $? = 124";

    /// <summary>Has somebody push to the server what the script stages.</summary>
    public static string Author(string script) => $"git clone -q $SERVER $OUTSIDE/author; (cd $OUTSIDE/author; {script}; git commit -q -m x; git push -q); rm -rf $OUTSIDE/author";

    /// <summary>A commit on the server whose tree has this entry of what the command makes.</summary>
    public static string Tree(string entry, string made = "b=$(cat $CANARY | git hash-object -w --stdin); printf '100644 blob %s\\tcommondir\\n' $b | git mktree")
        => $"export GIT_DIR=$SERVER; e=$({made}); t=$(printf '{entry}' $e | git mktree); {Serve}";

    /// <summary>In the commit a submodule, and in its place on the volume a repository with the canary.</summary>
    public static readonly string Submodule = "git init -q sub; git -C sub commit -q --allow-empty -m x; export SUB=$(git -C sub rev-parse HEAD); git -C sub config core.fsmonitor $CANARY; "
        + Author("printf '[submodule \"sub\"]\\npath = sub\\nurl = ./sub\\n' > .gitmodules; git add .gitmodules; git update-index --add --cacheinfo 160000,$SUB,sub");

    /// <summary>In the commit a file that Git LFS keeps.</summary>
    public static readonly string LfsFile = Author("printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%064d\\nsize 3\\n' 7 > big.bin; echo '*.bin filter=lfs -text' > .gitattributes; git add .");
}
