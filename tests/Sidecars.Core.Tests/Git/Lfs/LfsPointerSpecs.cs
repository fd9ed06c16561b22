using System.Text;

namespace Sidecars.Git.Lfs;

public sealed class LfsPointerSpecs
{
    private const string Version = "version https://git-lfs.github.com/spec/v1\n";

    private static readonly string Oid = new('a', 64);

    [Fact]
    public void A_pointer_says_which_content_and_how_much()
    {
        Assert.Equal(new LfsPointer(Oid, 12345), Parse($"{Version}oid sha256:{Oid}\nsize 12345\n"));
    }

    [Fact]
    public void One_with_the_line_ends_of_Windows_is_one_too()
    {
        Assert.Equal(new LfsPointer(Oid, 5), Parse($"{Version}oid sha256:{Oid}\nsize 5\n".Replace("\n", "\r\n", StringComparison.Ordinal)));
    }

    [Fact]
    public void Its_text_is_read_back()
    {
        var pointer = new LfsPointer(Oid, long.MaxValue);

        Assert.Equal(pointer, Parse(pointer.Text));
    }

    public static TheoryData<string> Others => new()
    {
        "",
        "# README\n",
        Version,
        $"{Version}oid sha256:{Oid}\n",
        $"{Version}oid sha256:../../../../etc/passwd\nsize 5\n",
        $"{Version}oid sha256:{new string('A', 64)}\nsize 5\n",
        $"{Version}oid sha256:{Oid}\nsize -1\n",
        $"{Version}oid sha256:{Oid}\nsize 99999999999999999999\n",
        $"{Version}ext-0-x sha256:{Oid}\noid sha256:{Oid}\nsize 5\n",
        $"version https://git-lfs.github.com/spec/v2\noid sha256:{Oid}\nsize 5\n",
        $"{Version}oid sha256:{Oid}\nsize 5\n{new string('\n', 1024)}",
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Anything_else_is_none(string text)
    {
        Assert.Null(Parse(text));
    }

    private static LfsPointer? Parse(string text) => LfsPointer.TryParse(Encoding.UTF8.GetBytes(text));
}
