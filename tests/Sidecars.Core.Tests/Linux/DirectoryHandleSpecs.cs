using Sidecars.Support;

namespace Sidecars.Linux;

public sealed class DirectoryHandleSpecs : IDisposable
{
    private readonly TestDirectory _volume = new();
    private readonly TestDirectory _elsewhere = new();
    private readonly DirectoryHandle _handle;

    public DirectoryHandleSpecs() => _handle = DirectoryHandle.Open(_volume.Path);

    [Fact]
    public void A_tree_is_removed_and_what_its_links_lead_to_is_not()
    {
        _elsewhere.Write("precious", "x");
        Directory.CreateDirectory(_volume["tree/a/b"]);
        _volume.Write("tree/a/b/file", "x");
        File.CreateSymbolicLink(_volume["tree/a/directory"], _elsewhere.Path);
        File.CreateSymbolicLink(_volume["tree/file"], _elsewhere["precious"]);
        File.CreateSymbolicLink(_volume["tree/nowhere"], "nowhere");

        _handle.RemoveTree("tree");

        Assert.Empty(_volume.Names);
        Assert.Equal(["precious"], _elsewhere.Names);
    }

    [Fact]
    public void Of_a_link_in_place_of_a_tree_only_the_link_is_removed()
    {
        _elsewhere.Write("precious", "x");
        File.CreateSymbolicLink(_volume["tree"], _elsewhere.Path);

        _handle.RemoveTree("tree");

        Assert.Empty(_volume.Names);
        Assert.Equal(["precious"], _elsewhere.Names);
    }

    [Fact]
    public void What_is_not_there_need_not_be_removed() => _handle.RemoveTree("nothing");

    [Fact]
    public void Two_directories_swap_their_names()
    {
        Directory.CreateDirectory(_volume["one"]);
        Directory.CreateDirectory(_volume["two"]);
        _volume.Write("one/name", "one");
        _volume.Write("two/name", "two");

        _handle.Exchange("one", "two");

        Assert.Equal(["one", "two"], _volume.Names);
        Assert.Equal("two", _volume.Read("one/name"));
        Assert.Equal("one", _volume.Read("two/name"));
    }

    [Fact]
    public void Directories_are_made_below_but_not_through_a_link()
    {
        File.CreateSymbolicLink(_volume["link"], _elsewhere.Path);

        Assert.Throws<IOException>(() => _handle.OpenOrCreateBelow("link/new"));
        _handle.OpenOrCreateBelow("a/b/c").Dispose();

        Assert.Empty(_elsewhere.Names);
        Assert.True(Directory.Exists(_volume["a/b/c"]));
    }

    [Fact]
    public void On_a_volume_no_link_is_followed_and_what_is_missing_is_made()
    {
        // In memory, and so not on the file system that / is on.
        var volume = Directory.CreateDirectory($"/dev/shm/sidecars-{Guid.NewGuid():n}");
        try
        {
            Directory.CreateSymbolicLink($"{volume.FullName}/link", _elsewhere.Path);

            DirectoryHandle.OpenOnVolume($"{volume.FullName}/a/b").Dispose();
            Assert.Throws<IOException>(() => DirectoryHandle.OpenOnVolume($"{volume.FullName}/link"));
            Assert.Throws<IOException>(() => DirectoryHandle.OpenOnVolume($"{volume.FullName}/link/new"));

            Assert.True(Directory.Exists($"{volume.FullName}/a/b"));
            Assert.Empty(_elsewhere.Names);
        }
        finally
        {
            volume.Delete(recursive: true);
        }
    }

    [Fact]
    public void In_the_containers_own_file_system_links_are_followed()
    {
        Directory.CreateSymbolicLink(_volume["link"], _elsewhere.Path);

        if (DirectoryHandle.IsOnOwnFileSystem(_volume.Path))
        {
            DirectoryHandle.OpenOnVolume(_volume["link/new"]).Dispose();

            Assert.Equal(["new"], _elsewhere.Names);
        }
    }

    [Fact]
    public void A_file_is_read_but_not_through_a_link_and_not_what_is_none()
    {
        _volume.Write("file", "x");
        _elsewhere.Write("secret", "x");
        File.CreateSymbolicLink(_volume["link"], _elsewhere["secret"]);
        Directory.CreateDirectory(_volume["directory"]);

        Assert.Equal("x"u8.ToArray(), _handle.Read("file"));
        Assert.Null(_handle.Read("other"));
        Assert.Throws<IOException>(() => _handle.Read("link"));
        Assert.Throws<InvalidDataException>(() => _handle.Read("directory"));
    }

    [Fact]
    public void A_file_that_does_not_fit_into_memory_is_not_read()
    {
        using (var file = File.Create(_volume["large"]))
        {
            file.SetLength(20L << 30);
        }

        Assert.Throws<InvalidDataException>(() => _handle.Read("large"));
    }

    [Fact]
    public void A_file_with_a_second_name_is_known_by_both()
    {
        _volume.Write("one", "x");
        _volume.Write("other", "x");

        Assert.True(_handle.TryAddName("one", "second"));
        Assert.False(_handle.TryAddName("one", "other"));
        Assert.True(_handle.AreSameFile("one", "second"));
        Assert.False(_handle.AreSameFile("one", "other"));
    }

    public void Dispose()
    {
        _handle.Dispose();
        _volume.Dispose();
        _elsewhere.Dispose();
    }
}
