"""What does a borrowed network bring to photographs of hands, from how many people?

    make bench ONLY=hands

Whose hands are shown is told by the order of the files (`data.pupils`): all pupils but those of the first day, whom
another camera took, are dealt into three parts, 100 to learn from, 28 to choose by, 60 to be judged by. From 1 to 100
pupils learn a line on raw pixels, a network from nothing, a line on the borrowed network's 1,280 features, and the
borrowed network itself, thawed. Each seed draws its own pupils among the hundred. What is asked for once, with the seed
0, of the pupils to choose by: how much the lines are held back, and the peak of the learning rate of both networks.
The pupils of the first day are a second judge: the same hands in front of another camera, and another wall.
Writes src/kernelbook/results/hands.json.
"""
