using System.IO.MemoryMappedFiles;
using System.Text;

namespace Sidecars.Fuzz.Fuzzing;

/// <summary>Keeps the input that is being read where it outlives the process: an overflow of the stack cannot be caught.</summary>
internal sealed class Witness : IDisposable
{
    /// <summary>The name of the target and a line's end, then the input.</summary>
    public static string File { get; } = Path.Combine(Corpus.Repository, "artifacts", "fuzz", "last-input");

    private const int Length = 1 << 20;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public Witness()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        _file = MemoryMappedFile.CreateFromFile(File, FileMode.Create, mapName: null, Length);
        _view = _file.CreateViewAccessor();
    }

    public void Note(Target target, byte[] input)
    {
        var name = Encoding.ASCII.GetBytes($"{target.Name} {input.Length}\n");
        _view.WriteArray(0, name, 0, name.Length);
        _view.WriteArray(name.Length, input, 0, Math.Min(input.Length, Length - name.Length));
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        System.IO.File.Delete(File);
    }
}
