using EmuEdit.Core;

namespace EmuEdit.Onnx.Tests;

public sealed class FileTaskStoreTests : TaskStoreContract
{
    private const string Embeddings = "toy/task_embeddings.safetensors";

    protected override Task<ITaskStore> Open(string bundle) => Task.FromResult<ITaskStore>(new FileTaskStore(bundle));

    [Fact]
    public async Task Current_AfterAnotherStoresChange_IsTheFileAsItIs()
    {
        var store = new FileTaskStore(Folder["toy"]);
        await (await Library()).AddAsync("mirror", Vector, Mirror, cancellationToken: Stop);
        Assert.Equal(Vector, store.Current.Vectors["mirror"]);
        Assert.Equal(Vector, Safetensors.Read(Folder[Embeddings]).Tensors["mirror"].Values);
    }

    [Fact]
    public void Current_WhileTheFileIsReplacedByABrokenOne_SaysSo()
    {
        using var bundle = Bundle.Load(Folder["toy"]);
        File.WriteAllBytes(Folder[Embeddings], new byte[20]);
        Assert.Contains("is broken", Assert.Throws<InvalidInputException>(() => bundle.Tasks).Message);
    }
}
