using EmuEdit.Core;
using EmuEdit.Training.Predictor;

namespace EmuEdit.Training.Tests.Predictor;

public class InstructionBatchTests
{
    [Fact]
    public void Of_TaskThatIsNotPredicted_NamesIt()
    {
        Assert.Equal([2], InstructionBatch.Of([([1], EditTask.Named("add"))]).Tasks);
        Assert.Contains(
            "'mirror'",
            Assert.Throws<InvalidInputException>(() => InstructionBatch.Of([([1], new EditTask("mirror", "own", ""))])).Message
        );
    }
}
