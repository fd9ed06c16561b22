using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sidecars.Git.Running;

namespace Sidecars.Git.Lfs;

/// <summary>Tells git which pointer stands for a large file, so that one whose content is there does not look changed.</summary>
/// <remarks>
/// It is this program under another name, which git starts without a shell, and not git-lfs: that would keep a copy of each changed file, and may
/// not be installed. It makes no content of pointers, so that git leaves them as they are.
/// https://git-scm.com/docs/gitattributes#_long_running_filter_process
/// </remarks>
public static class LfsFilter
{
    /// <summary>For git to find on the PATH. No character of it makes git ask a shell.</summary>
    internal const string Name = "git-clone-lfs-clean";

    /// <summary>Of a packet with its head, whose first four bytes say how long it is in hexadecimal.</summary>
    private const int LongestPacket = 0xFFFF;

    /// <summary>Puts this program under the filter's name where git looks for it.</summary>
    public static void PlaceIn(PrivateDirectory directory) => File.CreateSymbolicLink(Path.Combine(directory.Path, Name), Environment.ProcessPath!);

    /// <param name="program">The name under which this program was started.</param>
    public static bool IsMeantBy(string program) => Path.GetFileName(program) == Name;

    /// <summary>Answers git until that has no more questions.</summary>
    public static void Run(Stream input, Stream output)
    {
        try
        {
            AnswerAll(input, output);
        }
        catch (IOException)
        {
            // git was killed, or it is none: there is nobody to answer.
        }
    }

    private static void AnswerAll(Stream input, Stream output)
    {
        var buffer = new byte[LongestPacket];
        PassList(input, buffer);
        WriteList(output, "git-filter-server", "version=2");
        PassList(input, buffer);
        WriteList(output, "capability=clean");
        while (PassList(input, buffer))
        {
            var cleaned = Clean(input, buffer);
            WriteList(output, "status=success");
            WritePacket(output, cleaned);
            WriteList(output);
            WriteList(output);
        }
    }

    /// <summary>The pointer for the content that follows, of which only so much is kept as could be a pointer itself.</summary>
    private static byte[] Clean(Stream input, byte[] buffer)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var beginning = new MemoryStream();
        var size = 0L;
        while (TryReadPacket(input, buffer, out var packet))
        {
            hash.AppendData(packet);
            size += packet.Length;
            if (size <= LfsPointer.Longest)
            {
                beginning.Write(packet);
            }
        }

        var isPointer = size == beginning.Length && LfsPointer.IsBegun(beginning.GetBuffer().AsSpan(0, (int)size));
        return isPointer || size == 0 ? beginning.ToArray() : Encoding.ASCII.GetBytes(new LfsPointer(Convert.ToHexStringLower(hash.GetHashAndReset()), size).Text);
    }

    /// <summary>We do one thing only, whatever is asked. False where there is no list any more.</summary>
    private static bool PassList(Stream input, byte[] buffer)
    {
        var isThere = false;
        while (TryReadPacket(input, buffer, out _))
        {
            isThere = true;
        }

        return isThere;
    }

    /// <summary>False at the end of a list, and of everything.</summary>
    private static bool TryReadPacket(Stream input, byte[] buffer, out ReadOnlySpan<byte> packet)
    {
        packet = default;
        var head = buffer.AsSpan(0, 4);
        if (input.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            return false;
        }

        if (!int.TryParse(Encoding.ASCII.GetString(head), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var whole))
        {
            throw new IOException("this is no packet of git's");
        }

        if (whole < head.Length)
        {
            return false;
        }

        var content = buffer.AsSpan(0, whole - head.Length);
        input.ReadExactly(content);
        packet = content;
        return true;
    }

    private static void WriteList(Stream output, params string[] lines)
    {
        foreach (var line in lines)
        {
            WritePacket(output, Encoding.UTF8.GetBytes($"{line}\n"));
        }

        output.Write("0000"u8);
        output.Flush();
    }

    private static void WritePacket(Stream output, ReadOnlySpan<byte> content)
    {
        // An empty one would end the list.
        if (content.Length > 0)
        {
            output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{content.Length + 4:x4}")));
            output.Write(content);
        }
    }
}
