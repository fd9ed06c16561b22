using System.Security.Cryptography;
using System.Text;

namespace Sidecars.Git.Lfs;

/// <summary>Asked as git asks: in packets, each with its length in front.</summary>
public sealed class LfsFilterSpecs
{
    private static readonly byte[] Film = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * i / 7))];

    [Fact]
    public void A_content_becomes_its_pointer()
    {
        Assert.Equal($"version https://git-lfs.github.com/spec/v1\noid sha256:{Convert.ToHexStringLower(SHA256.HashData(Film))}\nsize 200000\n", Assert.Single(Clean(Film)));
    }

    [Fact]
    public void A_short_content_becomes_a_pointer_too()
    {
        Assert.EndsWith("\nsize 5\n", Assert.Single(Clean("hello"u8.ToArray())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pointer_stays_as_it_is()
    {
        var pointer = new LfsPointer(new string('a', 64), 5).Text;

        Assert.Equal([pointer], Clean(Encoding.UTF8.GetBytes(pointer)));
    }

    [Fact]
    public void An_empty_file_stays_empty()
    {
        Assert.Equal([""], Clean(Array.Empty<byte>()));
    }

    [Fact]
    public void One_git_has_many_questions()
    {
        Assert.Equal(3, Clean(Film, [], "hello"u8.ToArray()).Count);
    }

    [Fact]
    public void It_is_this_program_under_another_name()
    {
        Assert.True(LfsFilter.IsMeantBy(LfsFilter.Name));
        Assert.True(LfsFilter.IsMeantBy($"/tmp/private/{LfsFilter.Name}"));
        Assert.False(LfsFilter.IsMeantBy("/usr/bin/git-clone"));
    }

    private static List<string> Clean(params byte[][] contents)
    {
        using var question = new MemoryStream();
        List(question, "git-filter-client", "version=2");
        List(question, "capability=clean", "capability=smudge", "capability=delay");
        foreach (var content in contents)
        {
            List(question, "command=clean", "pathname=film.bin");
            foreach (var packet in content.Chunk(65516))
            {
                Packet(question, packet);
            }

            End(question);
        }

        question.Position = 0;
        using var answer = new MemoryStream();
        LfsFilter.Run(question, answer);

        answer.Position = 0;
        Assert.Equal(["git-filter-server\n", "version=2\n"], ReadList(answer));
        Assert.Equal(["capability=clean\n"], ReadList(answer));
        var cleaned = new List<string>();
        while (answer.Position < answer.Length)
        {
            Assert.Equal(["status=success\n"], ReadList(answer));
            cleaned.Add(string.Concat(ReadList(answer)));
            Assert.Empty(ReadList(answer));
        }

        return cleaned;
    }

    private static void List(Stream stream, params string[] lines)
    {
        lines.ToList().ForEach(line => Packet(stream, Encoding.UTF8.GetBytes($"{line}\n")));
        End(stream);
    }

    private static void Packet(Stream stream, byte[] content) => stream.Write([.. Encoding.ASCII.GetBytes($"{content.Length + 4:x4}"), .. content]);

    private static void End(Stream stream) => stream.Write("0000"u8);

    private static List<string> ReadList(Stream stream)
    {
        var list = new List<string>();
        for (var head = new byte[4]; ;)
        {
            stream.ReadExactly(head);
            var length = Convert.ToInt32(Encoding.ASCII.GetString(head), 16);
            if (length == 0)
            {
                return list;
            }

            var content = new byte[length - 4];
            stream.ReadExactly(content);
            list.Add(Encoding.UTF8.GetString(content));
        }
    }
}
