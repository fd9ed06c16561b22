using System.Text;
using GitHubEmulator.Git;

namespace GitHubEmulator;

/// <summary>What a commit does to one path.</summary>
public abstract record Change(string Path)
{
    public static Change File(string path, string content, bool executable = false) => File(path, Encoding.UTF8.GetBytes(content), executable);

    public static Change File(string path, byte[] content, bool executable = false) => new Blob(path, executable ? "100755" : "100644", content);

    public static Change Symlink(string path, string target) => new Blob(path, "120000", Encoding.UTF8.GetBytes(target));

    /// <summary>The entry alone: which repository it means stands in <c>.gitmodules</c>, a file of its own.</summary>
    public static Change Submodule(string path, string sha) => new Gitlink(path, sha);

    public static Change Delete(string path) => new Deletion(path);

    internal abstract void WriteTo(FastImport script);

    private sealed record Blob(string Path, string Mode, byte[] Content) : Change(Path)
    {
        internal override void WriteTo(FastImport script) => script.Command($"M {Mode} inline {FastImport.Quote(Path)}").Data(Content);
    }

    private sealed record Gitlink(string Path, string Sha) : Change(Path)
    {
        internal override void WriteTo(FastImport script) => script.Command($"M 160000 {Sha} {FastImport.Quote(Path)}");
    }

    private sealed record Deletion(string Path) : Change(Path)
    {
        internal override void WriteTo(FastImport script) => script.Command($"D {FastImport.Quote(Path)}");
    }
}
