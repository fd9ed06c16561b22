using static Sidecars.Apps.Planted.Outcome;
using static Sidecars.Apps.Planted.Proof;
using static Sidecars.Apps.Planted.Scripts;

namespace Sidecars.Apps.Planted;

/// <summary>Objects, references and history that are not the server's.</summary>
internal static class ObjectPlants
{
    public static Plant[] All { get; } =
    [
        new("info/grafts", "o=$(git commit-tree -m other HEAD^{tree}); echo $CLONED $o > .git/info/grafts", Ignored("only the server's history counts"), Deceives("git rev-parse -q --verify $CLONED~")),
        new("a replaced commit", $"git fetch -q; {Forge}; git replace $WANTED $(git commit-tree -m x $t)", Ignored("only the server's history counts"), Deceives($"{CheckOutWanted}; {IsForged}")),
        new("a forged file", $"{Forge}; {PassOff}; pass $f $b", Stopped("not what their names say"), Deceives($"{CheckOutWanted}; {IsForged}")),
        new("a forged tree", $"{Forge}; {PassOff}; pass $t $w", Stopped("not what their names say"), Deceives($"{CheckOutWanted}; {IsForged}")),
        new("a forged commit", $"{Forge}; {PassOff}; pass $(git commit-tree -m x $t) $WANTED", Stopped("not what their names say"), Nothing($"git checkout --detach $WANTED", "git checks the commits that are named to it")),
        new("a forged commit-graph", $"git fetch -q; {Forge}; git commit-graph write --reachable; chmod u+w .git/objects/info/commit-graph; perl -0777 -pi -e 'BEGIN {{ ($a, $b) = map {{ pack \"H*\", $_ }} splice @ARGV, 0, 2 }} s/\\Q$a/$b/' $w $t .git/objects/info/commit-graph", Ignored("it is not read"), Deceives("git checkout -q --detach $WANTED; git commit -q --allow-empty -m x; git log -p | grep -q forged")),
        new("a garbled pack", "echo garbage > .git/objects/pack/pack-$CLONED.pack; echo garbage > .git/objects/pack/pack-$CLONED.idx", Stopped("damaged"), Nothing(CheckOutWanted, "git reports it and goes on")),
        new("a garbled shallow", "echo garbage > .git/shallow", Refused(".git/shallow is damaged"), Nothing(CheckOutWanted, "git gives up")),
        new("a shallow that hides history", "echo $CLONED > .git/shallow", Ignored("it only makes more to fetch"), Nothing(CheckOutWanted, "there is no history to hide yet")),
        new("packed-refs that climb out of refs", "echo $CLONED refs/heads/../../../../outside/victim >> .git/packed-refs", Refused("packed-refs is damaged"), Nothing($"{CheckOutWanted}; git pack-refs --all", "git ignores names with dots")),
        new("garbled packed-refs", "echo garbage > .git/packed-refs", Refused("packed-refs is damaged"), Nothing(CheckOutWanted, "git gives up")),
        new("a forged file in a pack", $"{Forge}; {Index("$f", "$b")}", Stopped("not what their names say"), Deceives($"{CheckOutWanted}; {IsForged}")),
        new("a forged tree in a pack", $"{Forge}; {Index("$t", "$w")}", Stopped("not what their names say"), Deceives($"{CheckOutWanted}; {IsForged}")),
        new("a forged commit in a pack", $"{Forge}; {Index("$(git commit-tree -m x $t)", "$WANTED")}", Stopped("not what their names say"), Nothing("git checkout --detach $WANTED", "git checks the commits that are named to it")),
        new("a forged multi-pack-index", "echo garbage > .git/objects/pack/multi-pack-index", Ignored("it is not read"), Nothing("git status", "git goes on without")),
        new("a branch with the name of an option", "echo $CLONED refs/heads/--output=$OUTSIDE/victim >> .git/packed-refs", Ignored("it is one like others"), Nothing("git log --branches; git branch", "git takes it for what it is")),
        new("a branch that is none", "echo garbage > .git/refs/heads/x", Refused("refs/heads/x is damaged"), Deceives("! git fsck")),
        new("a maze of refs", "d=.git/refs/heads; for i in $(seq 1000); do d=$d/a; done; mkdir -p $d", Refused(".git/refs/heads/a/a"), Nothing("git for-each-ref", "git gets through it")),
    ];

    /// <summary>A pack of the object, whose index says that it is the other.</summary>
    private static string Index(string forged, string name)
        => $$"""
           p=$(echo {{forged}} | git pack-objects -q .git/objects/pack/pack); chmod u+w .git/objects/pack/pack-$p.idx
           python3 -c '
           import hashlib, sys
           path, name = sys.argv[1], bytes.fromhex(sys.argv[2])
           index = bytearray(open(path, "rb").read())
           index[8:1032] = b"".join((first >= name[0]).to_bytes(4, "big") for first in range(256))
           index[1032:1052] = name
           index[-20:] = hashlib.sha1(index[:-20]).digest()
           open(path, "wb").write(index)
           ' .git/objects/pack/pack-$p.idx {{name}}
           """;
}
